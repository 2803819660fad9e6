package io.sshra.profile;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tokens (ssh_config(5), TOKENS) and environment variables are allowed in a kind of value. */
enum Tokens {

    IN_HOST_NAMES("h", false),
    IN_JUMPS("hnpr", false),
    IN_PATHS("hknpru", true);

    private static final Pattern PART = Pattern.compile("%(?<token>.?)|\\$\\{(?<variable>[^}]*)(?<end>}?)");

    private final String allowed;
    private final boolean variables;

    Tokens(String allowed, boolean variables) {
        this.allowed = allowed;
        this.variables = variables;
    }

    /** @throws IllegalArgumentException whose message says what is wrong */
    void check(String text) {
        replace(text, token -> "", variable -> "");
    }

    /**
     * The text with its tokens and variables replaced; the replacements are not expanded again.
     *
     * @param values of the tokens; not asked for {@code %%}
     * @throws IllegalArgumentException if a variable of the environment is not set
     */
    String expand(String text, Function<Character, String> values) {
        return replace(text, values, name -> {
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalArgumentException("the environment variable " + name + " is not set");
            }
            return value;
        });
    }

    private String replace(String text, Function<Character, String> values, Function<String, String> environment) {
        Matcher parts = PART.matcher(text);
        StringBuilder out = new StringBuilder();
        while (parts.find()) {
            String token = parts.group("token");
            parts.appendReplacement(out, Matcher.quoteReplacement(token != null ? value(token, values)
                    : variables ? variable(parts, environment) : parts.group()));
        }
        return parts.appendTail(out).toString();
    }

    private String value(String token, Function<Character, String> values) {
        if (token.equals("%")) {
            return "%";
        }
        if (token.isEmpty() || !allowed.contains(token)) {
            throw new IllegalArgumentException("unknown token %" + token + ", expected one of %%, %" + String.join(", %", allowed.split("")));
        }
        return values.apply(token.charAt(0));
    }

    private static String variable(Matcher parts, Function<String, String> environment) {
        String name = parts.group("variable");
        if (name.isEmpty() || parts.group("end").isEmpty()) {
            throw new IllegalArgumentException("${ without a name and }");
        }
        return environment.apply(name);
    }
}
