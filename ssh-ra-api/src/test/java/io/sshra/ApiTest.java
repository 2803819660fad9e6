package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {

    @Test
    void everyErrorHasItsOwnCodeAndAdvice() {
        assertThat(Stream.of(SshErrorCode.values()).map(SshErrorCode::code)).doesNotHaveDuplicates()
                .allMatch(code -> code.matches("SSHRA00[0-9]{4}"));
        assertThat(SshErrorCode.values()).allMatch(code -> !code.advice().isBlank() && !code.advice().endsWith("."));
    }

    @Test
    void aMessageHasCodeProblemAndAdviceOnOneLine() {
        Exception cause = new IOException("x");
        SshException exception = new SshConnectException(SshErrorCode.CONNECTION_REFUSED, "refused by web\n2026 ERROR forged", cause);
        assertThat(exception.getMessage()).isEqualTo("SSHRA001202: refused by web\\u000a2026 ERROR forged. "
                + "Check that an SSH server listens on this host and port.");
        assertThat(exception.getErrorCode()).isEqualTo("SSHRA001202");
        assertThat(exception.code()).isEqualTo(SshErrorCode.CONNECTION_REFUSED);
        assertThat(exception.what()).isEqualTo("refused by web\\u000a2026 ERROR forged");
        assertThat(exception).hasCause(cause).isInstanceOf(SshException.class);
        assertThat(exception.toString()).isEqualTo("io.sshra.SshConnectException: " + exception.getMessage());
    }

    @Test
    void controlCharactersAndDirectionOverridesAreMadeVisible() {
        assertThat(SshText.visible("a\u001b[31m\u202eb\u2028\u0000ü世")).isEqualTo("a\\u001b[31m\\u202eb\\u2028\\u0000ü世");
        assertThat(SshText.visible("a" + Character.toString(0xe0041) + Character.toString(0x1f600))).as("a tag, and no tag")
                .isEqualTo("a\\udb40\\udc41" + Character.toString(0x1f600));
        assertThat(SshText.visible(null)).isEqualTo("null");
    }

    /** Each part has a different value, so that the test notices if two are swapped. */
    @ParameterizedTest
    @ValueSource(classes = {SshConnectionInfo.class, SshCommandResult.class, SshConnectionSpec.class})
    void aBuilderPutsEachPartInItsPlace(Class<? extends Record> built) throws Exception {
        Object builder = built.getMethod("builder").invoke(null);
        Map<String, Object> parts = new HashMap<>();
        for (RecordComponent component : built.getRecordComponents()) {
            Object value = valueOf(component.getType(), parts.size() + 1);
            parts.put(component.getName(), value);
            builder.getClass().getMethod(component.getName(), component.getType()).invoke(builder, value);
        }
        Object made = builder.getClass().getMethod("build").invoke(builder);
        for (RecordComponent component : built.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(made)).as(component.getName()).isEqualTo(parts.get(component.getName()));
        }
    }

    private static Object valueOf(Class<?> type, int number) {
        Map<Class<?>, Object> values = Map.of(String.class, "text " + number, int.class, number, long.class, (long) number,
                boolean.class, number % 2 == 0, Instant.class, Instant.ofEpochSecond(number), Duration.class, Duration.ofSeconds(number),
                SshTarget.class, SshTarget.builder().port(number).build());
        return values.get(type);
    }

    @Test
    void aResultHasSucceededOnlyByExitCodeZeroAtItsOwnEnd() {
        assertThat(SshCommandResult.builder().exitCode(0).build().succeeded()).isTrue();
        assertThat(SshCommandResult.builder().build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitCode(1).build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitCode(0).timedOut(true).build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitCode(0).connectionLost(true).build().succeeded()).isFalse();
    }

    @Test
    void aTargetShowsNoSecretAndKeepsItsOwnCopies() {
        char[] password = "secret-word".toCharArray();
        SshTarget target = SshTarget.builder().host("h").username("u").password(password)
                .privateKey("key-text", "secret-phrase".toCharArray()).build();
        Arrays.fill(password, 'x');

        assertThat(target.toString()).isEqualTo("SshTarget[u@h:22]");
        assertThat(SshConnectionSpec.builder().user("a").session("s").profile("p").target(target).build().toString())
                .doesNotContain("secret", "key-text");
        assertThat(target.password()).containsExactly("secret-word".toCharArray());
        target.destroy();
        assertThat(target.password()).containsOnly('\0');
        assertThat(target.identities().get(0).passphrase()).containsOnly('\0');
    }

    @Test
    void aCommandShowsNeitherInputNorEnvironment() {
        SshCommand command = SshCommand.shell("login\n").withStdin("secret-word").withEnvironment("TOKEN", "secret-word");
        assertThat(command.toString()).isEqualTo("SshCommand[login\\u000a]");
    }

    @Test
    void withMethodsReturnAnotherCommand() {
        SshCommand command = SshCommand.shell("x");
        command.withEnvironment("A", "1").withOutputLimit(5).withStdin("in");
        assertThat(command.environment()).isEmpty();
        assertThat(command.outputLimit()).isEqualTo(SshCommand.DEFAULT_OUTPUT_LIMIT);
        assertThat(command.stdin()).isEmpty();
    }

    /** Every character except NUL, alone and among others, through this machine's shell. */
    @Test
    void anArgumentVectorSurvivesTheShell() throws Exception {
        List<String> arguments = new ArrayList<>();
        for (char c = 1; c < 0x180; c++) {
            arguments.add(String.valueOf(c));
            arguments.add("a" + c + c + "b");
        }
        arguments.addAll(List.of("", "it's", "'", "''", "$(id)", "`id`", "a\\", "!x", "~root", "{a,b}", "-e"));
        List<String> vector = new ArrayList<>(List.of("printf", "%s\\n\\0"));
        vector.addAll(arguments);
        String line = SshCommand.of(vector.toArray(String[]::new)).commandLine();

        Process shell = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).isEqualTo(arguments.stream().map(argument -> argument + "\n\0").collect(Collectors.joining()));
    }
}
