package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

    /** A loop that retries would lock the account or the address out, or connect to a man in the middle. */
    @Test
    void noRefusedCredentialHostKeyOrSettingIsRetried() {
        assertThat(SshErrorCode.values()).filteredOn(code -> EnumSet.of(SshErrorCode.Kind.INPUT, SshErrorCode.Kind.PROFILE,
                SshErrorCode.Kind.AUTHENTICATION, SshErrorCode.Kind.HOST_KEY).contains(code.kind()) && code != SshErrorCode.CREDENTIAL_CHANGED)
                .hasSizeGreaterThan(18).noneMatch(SshErrorCode::isRetryable);
        assertThat(SshErrorCode.values()).filteredOn(SshErrorCode::isRetryable).hasSizeGreaterThan(12);
    }

    @Test
    void errorsBeforeAnythingIsSentSayThatNothingRan() {
        assertThat(SshErrorCode.values()).filteredOn(code -> EnumSet.of(SshErrorCode.Kind.INPUT, SshErrorCode.Kind.PROFILE,
                SshErrorCode.Kind.CONNECT, SshErrorCode.Kind.HOST_KEY, SshErrorCode.Kind.LIMIT).contains(code.kind()))
                .hasSizeGreaterThan(28).allMatch(SshErrorCode::nothingRan);
        assertThat(SshErrorCode.values()).as("what can end an operation while it runs").filteredOn(code ->
                EnumSet.of(SshErrorCode.Kind.END, SshErrorCode.Kind.WAIT).contains(code.kind())).noneMatch(SshErrorCode::nothingRan);
        SshException lost = new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, "lost");
        assertThat(lost.nothingRan()).isFalse();
        assertThat(lost.isRetryable()).isTrue();
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
    @ValueSource(classes = {SshConnectionInfo.class, SshCommandResult.class, SshConnectionSpec.class, SshTransferResult.class, SshTransferProgress.class,
        SshProfileInfo.class})
    void aBuilderPutsEachPartInItsPlace(Class<?> built) throws Exception {
        Object builder = built.getMethod("builder").invoke(null);
        Map<String, Object> parts = new HashMap<>();
        for (Method setter : setters(builder)) {
            Object value = valueOf(setter.getParameterTypes()[0], parts.size() + 1);
            parts.put(setter.getName(), value);
            setter.invoke(builder, value);
        }
        Object made = builder.getClass().getMethod("build").invoke(builder);
        Object copied = copyOf(made).build();
        for (Map.Entry<String, Object> part : parts.entrySet()) {
            assertThat(built.getMethod(part.getKey()).invoke(made)).as(part.getKey()).isEqualTo(part.getValue());
            assertThat(built.getMethod(part.getKey()).invoke(copied)).as("the copy's " + part.getKey()).isEqualTo(part.getValue());
        }
        assertThat(parts).hasSizeGreaterThan(3);
        assertThat(copied).isEqualTo(made).hasSameHashCodeAs(made);
    }

    /** Values that differ in one part are different. */
    @ParameterizedTest
    @ValueSource(classes = {SshConnectionInfo.class, SshCommandResult.class, SshConnectionSpec.class, SshTransferResult.class, SshTransferProgress.class,
        SshProfileInfo.class})
    void eachPartCountsForEquality(Class<?> built) throws Exception {
        Object first = built.getMethod("builder").invoke(null);
        for (Method setter : setters(first)) {
            setter.invoke(first, valueOf(setter.getParameterTypes()[0], 7));
        }
        Object made = first.getClass().getMethod("build").invoke(first);
        for (Method setter : setters(first)) {
            Copy copy = copyOf(made);
            setter.invoke(copy.builder(), valueOf(setter.getParameterTypes()[0], 8));
            assertThat(copy.build()).as(setter.getName()).isNotEqualTo(made);
        }
    }

    private record Copy(Object builder) {

        Object build() throws Exception {
            return builder.getClass().getMethod("build").invoke(builder);
        }
    }

    private static Copy copyOf(Object made) throws Exception {
        return new Copy(made.getClass().getMethod("toBuilder").invoke(made));
    }

    /** Those of single parts; a result is either timed out or lost, and its exit code is its exit status. */
    private static List<Method> setters(Object builder) {
        return Arrays.stream(builder.getClass().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == builder.getClass())
                .filter(method -> !method.getName().matches("timedOut|exitStatus")).toList();
    }

    private static Object valueOf(Class<?> type, int number) {
        Map<Class<?>, Object> values = Map.of(String.class, "text " + number, int.class, number, long.class, (long) number,
                boolean.class, number % 2 == 0, Instant.class, Instant.ofEpochSecond(number), Duration.class, Duration.ofSeconds(number),
                SshTarget.class, SshTarget.builder().host("h").username("u").port(number).build());
        return values.get(type);
    }

    @Test
    void aResultHasSucceededOnlyByExitCodeZeroAtItsOwnEnd() {
        assertThat(SshCommandResult.builder().exitCode(0).build().succeeded()).isTrue();
        assertThat(SshCommandResult.builder().build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitStatus(OptionalInt.of(0)).build().succeeded()).isTrue();
        assertThat(SshCommandResult.builder().exitCode(1).build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitCode(0).timedOut(true).build().succeeded()).isFalse();
        assertThat(SshCommandResult.builder().exitCode(0).connectionLost(true).build().succeeded()).isFalse();
    }

    /** A program of Windows may exit with -1, that is 0xFFFFFFFF. */
    @Test
    void anExitStatusOfMinusOneIsNotTakenForNone() {
        SshCommandResult none = SshCommandResult.builder().build();
        SshCommandResult minusOne = none.toBuilder().exitStatus(OptionalInt.of(-1)).build();
        assertThat(none.exitStatus()).isEmpty();
        assertThat(minusOne.exitStatus()).hasValue(-1);
        assertThat(none.exitCode()).isEqualTo(minusOne.exitCode()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
        assertThat(SshCommandResult.builder().exitCode(3).build().exitStatus()).hasValue(3);
        assertThat(none).isNotEqualTo(minusOne);
    }

    @Test
    void aResultForATestNeedsOneCall() {
        SshCommandResult result = SshCommandResult.exited(0, "ü\n");
        assertThat(result.succeeded()).isTrue();
        assertThat(result.stdout()).isEqualTo("ü\n");
        assertThat(result.stdoutBytes()).as("bytes of UTF-8").isEqualTo(3);
        assertThat(result.stderr() + result.command()).isEmpty();
        assertThat(result.toBuilder().stdoutBytes(100).truncated(true).build().stdoutBytes()).isEqualTo(100);
        assertThatThrownBy(() -> SshCommandResult.builder().timedOut(true).connectionLost(true).build())
                .isExactlyInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("the command has both timed out and lost its connection");
        assertThatThrownBy(() -> SshCommandResult.exited(0, null)).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("standard output is null");
    }

    /** Names may come from callers, and the rest from servers. */
    @Test
    void whatIsPrintedOfAnInfoOrResultForgesNoLine() {
        assertThat(SshConnectionInfo.builder().userId("a\nb").host("h").username("u").port(22).build().toString())
                .isEqualTo("SshConnectionInfo[number=0, userId=a\\u000ab, sessionId=, profile=, target=u@h:22, alive=false]");
        assertThat(SshCommandResult.builder().command("a\nb").exitSignal("T\nM").stdout("secret").build().toString())
                .matches("\\P{C}*").contains("command=a\\u000ab", "exitSignal=T\\u000aM").doesNotContain("secret");
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
