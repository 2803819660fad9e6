package io.sshra.profile;

import io.sshra.base.ConfigLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A {@code ProxyCommand} of ssh_config(5) that goes through another host, as it was written before there was {@code ProxyJump}:
 * {@code ssh -W %h:%p jump}, or through a proxy, see {@link NetcatCommand}. Nothing is run: what is not of this form is refused, because the target would otherwise be connected to
 * past what guards it. Messages show no values, as a command may have passwords.
 */
final class ProxyCommand {

    private static final String FORM = "only ProxyCommand ssh -W %h:%p jump-host can be used here, as it is a ProxyJump,"
            + " and nc -X 5 -x proxy:port %h %p, as it is a Proxy: ";
    /** Options of ssh(1) without a value that make no difference to where it leads, who logs in and which host keys are accepted. */
    private static final String WITHOUT_EFFECT = "AaCKknNqTtvXxYy";
    /** Likewise, with a value. */
    private static final String VALUE_WITHOUT_EFFECT = "eES";
    private static final String WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";
    /** What may be said by {@code -o}, likewise. */
    private static final Set<String> KEYWORDS_WITHOUT_EFFECT = Set.of("batchmode", "clearallforwardings", "compression",
            "connectionattempts", "connecttimeout", "controlmaster", "controlpath", "controlpersist", "exitonforwardfailure",
            "forwardagent", "forwardx11", "forwardx11trusted", "loglevel", "permitlocalcommand", "requesttty", "serveralivecountmax",
            "serveraliveinterval", "tcpkeepalive", "visualhostkey");

    private String user;
    private String port;
    private String destination;
    private String forward;
    private String jumps;
    /** Null if it is ssh. */
    private NetcatCommand netcat;

    private ProxyCommand() {
    }

    /**
     * @param command with its tokens
     * @throws IllegalArgumentException whose message says why it can't be honoured
     */
    static ProxyCommand of(String command) {
        try {
            ProxyCommand parsed = new ProxyCommand();
            parsed.parse(ShellWords.of(command));
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM + e.getMessage(), e);
        }
    }

    private void parse(List<String> all) {
        List<String> words = new ArrayList<>(all);
        if (!words.isEmpty() && words.get(0).equals("exec")) {
            words.remove(0);
        }
        String program = words.isEmpty() ? "" : words.remove(0).replaceFirst("^/(.*/)?", "");
        if (NetcatCommand.isProgram(program)) {
            netcat = NetcatCommand.of(words);
            return;
        }
        if (!program.equals("ssh")) {
            throw new IllegalArgumentException("it runs another program than ssh");
        }
        while (!words.isEmpty()) {
            String word = words.remove(0);
            if (word.equals("--") && destination == null && words.size() == 1) {
                destination(words.remove(0));
            } else if (word.startsWith("-") && word.length() > 1) {
                options(word.substring(1), words);
            } else if (destination == null) {
                destination(word);
            } else {
                throw new IllegalArgumentException("it runs a command on the jump host");
            }
        }
        if (destination == null) {
            throw new IllegalArgumentException("it names no jump host");
        }
        if (forward == null) {
            throw new IllegalArgumentException("it has no -W");
        }
    }

    /** As getopt(3) reads them: several in a word, the value of the last one behind it or in the next word. */
    private void options(String letters, List<String> more) {
        for (int i = 0; i < letters.length(); i++) {
            char option = letters.charAt(i);
            if (WITH_VALUE.indexOf(option) >= 0) {
                String value = letters.substring(i + 1);
                if (value.isEmpty() && more.isEmpty()) {
                    throw new IllegalArgumentException("its option -" + option + " has no value");
                }
                option(option, value.isEmpty() ? more.remove(0) : value);
                return;
            }
            if (WITHOUT_EFFECT.indexOf(option) < 0) {
                throw refused("-" + option);
            }
        }
    }

    /** The first value counts, as for ssh. */
    private void option(char option, String value) {
        switch (option) {
            case 'l' -> user = user == null ? value : user;
            case 'p' -> port = port == null ? value : port;
            case 'J' -> jumps = jumps == null ? value : jumps;
            case 'o' -> keyword(value);
            case 'W' -> {
                if (forward != null) {
                    throw new IllegalArgumentException("it has more than one -W");
                }
                forward = value;
            }
            default -> {
                if (VALUE_WITHOUT_EFFECT.indexOf(option) < 0) {
                    throw refused("-" + option);
                }
            }
        }
    }

    private void keyword(String text) {
        ConfigLine line = ConfigLine.of(text);
        if (line == null || line.problem() != null || line.words().size() != 1) {
            throw new IllegalArgumentException("its option -o is invalid");
        }
        switch (line.keyword()) {
            case "user" -> option('l', line.words().get(0));
            case "port" -> option('p', line.words().get(0));
            default -> {
                if (!KEYWORDS_WITHOUT_EFFECT.contains(line.keyword())) {
                    throw refused("-o " + line.name().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private static IllegalArgumentException refused(String option) {
        return new IllegalArgumentException("its option " + option + " can't be honoured, say it in the profile of the jump host");
    }

    private void destination(String word) {
        destination = word;
        Hop hop = hop(word);
        user = user == null ? hop.user() : user;
        port = port == null && hop.port() != 0 ? String.valueOf(hop.port()) : port;
    }

    /** Only a URI has a port. */
    private static Hop hop(String word) {
        if (word.indexOf(':') >= 0 && !word.startsWith(Hop.SCHEME)) {
            throw new IllegalArgumentException("the name of its jump host has a colon");
        }
        return Hop.of(word);
    }

    /** Whether its tokens are known, see {@link Tokens#check}. */
    void check() {
        if (netcat != null) {
            netcat.check();
            return;
        }
        hops(text -> {
            Tokens.IN_JUMPS.check(text);
            return text.indexOf('%') < 0 ? text : "1";
        });
    }

    /** The proxy that it goes through; null if there is none. */
    ProxyUrl proxy() {
        return netcat == null ? null : netcat.proxy();
    }

    /**
     * The hosts that it goes through, in order; none if it goes through a proxy.
     *
     * @param tokens replaces the tokens of a value
     * @throws IllegalArgumentException whose message says why it can't be honoured
     */
    List<Hop> hops(UnaryOperator<String> tokens) {
        List<Hop> hops = new ArrayList<>();
        if (netcat != null) {
            return hops;
        }
        if (jumps != null && !Keyword.isNone(jumps)) {
            hops.addAll(Hop.list(tokens.apply(jumps)));
        }
        String number = port == null ? "0" : tokens.apply(port);
        if (port != null) {
            Keyword.PORT.check(List.of(number));
        }
        hops.add(new Hop(user == null ? null : tokens.apply(user), tokens.apply(hop(destination).profile()), Integer.parseInt(number)));
        return hops;
    }

    /** Whether it leads to this host and port. */
    boolean leadsTo(String host, String port, UnaryOperator<String> tokens) {
        if (netcat != null) {
            return netcat.leadsTo(host, port, tokens);
        }
        String leads = tokens.apply(forward).toLowerCase(Locale.ROOT);
        return leads.equals("[" + host + "]:" + port) || host.indexOf(':') < 0 && leads.equals(host + ":" + port);
    }
}
