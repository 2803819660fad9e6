package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Argument vectors through the shells that a remote user may have, each run as sshd runs it: {@code shell -c line}. */
class QuotingTest {

    /** Where Debian puts those of {@link SshRemoteShell#SH}, and the arguments before {@code -c}. */
    private static final Map<String, List<String>> SH = new LinkedHashMap<>();
    private static final Map<String, List<String>> POSIX = new LinkedHashMap<>();

    /** Characters that some shell has a use for; more than one, so that they meet. */
    private static final String NASTY = "'\"\\`$!*?[]{}()<>|&;~=#^%@,:+- \t\r\u001b\u0001\u007fself1";

    private static Path home;

    static {
        for (String shell : List.of("sh", "dash", "bash", "zsh", "ksh93", "mksh", "yash", "posh", "fish")) {
            SH.put(shell, List.of("/usr/bin/" + shell));
        }
        SH.put("busybox sh", List.of("/usr/bin/busybox", "sh"));
        POSIX.putAll(SH);
        POSIX.put("tcsh", List.of("/usr/bin/tcsh"));
        POSIX.put("csh", List.of("/usr/bin/bsd-csh"));
    }

    /** For what shells write there. */
    @BeforeContainer
    static void makeHome() throws IOException {
        home = Files.createTempDirectory("quoting");
    }

    @AfterContainer
    static void deleteHome() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return vectors(Arbitraries.strings().withCharRange('\u0001', '\ud7ff').ofMaxLength(20), NASTY + "\n\u00e4\u0085\u2028\u6f22");
    }

    /** Latin-1, so that each character is one byte. */
    @Provide
    Arbitrary<List<String>> bytes() {
        return vectors(Arbitraries.strings().withCharRange('\u0001', '\u00ff').ofMaxLength(20), NASTY + "\n\u0080\u00c3\u00f0\u00ff");
    }

    private static Arbitrary<List<String>> vectors(Arbitrary<String> anything, String nasty) {
        return Arbitraries.oneOf(anything, Arbitraries.strings().withChars(nasty.toCharArray()).ofMaxLength(12)).list().ofMinSize(1).ofMaxSize(30);
    }

    @Property(tries = 40)
    @Tag("long")
    void anArgumentVectorSurvivesEveryShell(@ForAll("texts") List<String> arguments) throws Exception {
        survives(arguments, SshRemoteShell.POSIX, POSIX, StandardCharsets.UTF_8);
    }

    @Property(tries = 15)
    void anArgumentVectorSurvivesRelativesOfShWithoutHelpOfSh(@ForAll("texts") List<String> arguments) throws Exception {
        assertThat(command(arguments, SshRemoteShell.SH).commandLine()).startsWith("/usr/bin/printf ");
        survives(arguments, SshRemoteShell.SH, SH, StandardCharsets.UTF_8);
    }

    /** yash is left out: it refuses a command line that its locale can't decode. */
    @Property(tries = 40)
    @Tag("long")
    void anArgumentVectorOfAnyBytesSurvivesEveryShell(@ForAll("bytes") List<String> arguments) throws Exception {
        Map<String, List<String>> shells = new LinkedHashMap<>(POSIX);
        shells.remove("yash");
        survives(arguments, SshRemoteShell.POSIX, shells, StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 20)
    void anArgumentVectorSurvivesRcAndElvish(@ForAll("texts") List<String> arguments) throws Exception {
        survives(arguments, SshRemoteShell.RC, Map.of("rc", List.of("/usr/bin/rc")), StandardCharsets.UTF_8);
        survives(arguments, SshRemoteShell.ELVISH, Map.of("elvish", List.of("/usr/bin/elvish")), StandardCharsets.UTF_8);
    }

    /** Each character that any shell may treat in its own way, alone, at both ends and doubled. */
    @Example
    void everyCharacterOfLatin1SurvivesEveryShell() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("", "it's", "$(id)", "`id`", "a\\", "!x", "!!", "~root", "{a,b}", "-e", "%self", "=ls", "A=b", "a'\nb"));
        for (char c = 1; c < 0x100; c++) {
            arguments.addAll(List.of(String.valueOf(c), c + "a" + c, "a" + c + c + "b"));
        }
        // csh has "Word too long" for more than 4,096 bytes, and line breaks make one word of all.
        for (int i = 0; i < arguments.size(); i += 100) {
            survives(arguments.subList(i, Math.min(i + 100, arguments.size())), SshRemoteShell.POSIX, POSIX, StandardCharsets.UTF_8);
        }
    }

    private static SshCommand command(List<String> arguments, SshRemoteShell shell) {
        List<String> vector = new ArrayList<>(List.of("/usr/bin/printf", "%s\\0"));
        vector.addAll(arguments);
        return SshCommand.of(vector.toArray(String[]::new)).quotedFor(shell);
    }

    private static void survives(List<String> arguments, SshRemoteShell form, Map<String, List<String>> shells, Charset charset) throws Exception {
        byte[] line = command(arguments, form).withCharset(charset).commandLine().getBytes(charset);
        String expected = String.join("\0", arguments) + "\0";
        int run = 0;
        for (Map.Entry<String, List<String>> shell : shells.entrySet()) {
            if (Files.isExecutable(Path.of(shell.getValue().get(0)))) {
                assertThat(new String(outputOf(shell.getValue(), line, charset), charset)).as(shell.getKey()).isEqualTo(expected);
                run++;
            } else {
                assertThat(System.getenv("CI")).as(shell.getKey() + " is not on this machine").isNotEqualTo("true");
            }
        }
        assertThat(run).as("shells").isPositive();
    }

    /** Java encodes the arguments of a process by the locale of its own: sh takes the line from its input and gives it on. */
    private static byte[] outputOf(List<String> shell, byte[] line, Charset charset) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "line=$(cat; echo x); exec \"$@\" -c \"${line%x}\" </dev/null", "sh"));
        command.addAll(shell);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", charset.equals(StandardCharsets.UTF_8) ? "C.UTF-8" : "C");
        for (String folder : List.of("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")) {
            builder.environment().put(folder, home.toString());
        }
        Process process = builder.start();
        process.getOutputStream().write(line);
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        process.waitFor();
        return output;
    }

    @Example
    void aShellThatIsNotKnownGetsNothingThatNeedsQuotes() {
        assertThat(SshCommand.of("ls", "-l", "/tmp/a_b.c:1").quotedFor(SshRemoteShell.OTHER).commandLine()).isEqualTo("ls -l /tmp/a_b.c:1");
        for (String argument : List.of("", "a b", "a'b", "$x", "%PATH%", "a\\b", "a;b", "a,b", "@a", "\u2018", "a=b", "a\nb", "*", "~")) {
            SshCommand command = SshCommand.of("ls", argument);
            assertThatThrownBy(() -> command.quotedFor(SshRemoteShell.OTHER)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("argument 1 of the command, " + Checks.shown(argument));
        }
    }

    @Example
    void aCommandLineIsQuotedForNoShell() {
        for (SshRemoteShell shell : SshRemoteShell.values()) {
            assertThat(SshCommand.shell("a 'b' | c").quotedFor(shell).commandLine()).isEqualTo("a 'b' | c");
        }
    }

    /** A quote of the encoded line would be none of ours: U+2467 has one in ISO-2022-JP, U+8868 a backslash in Shift_JIS. */
    @Example
    void aCharsetWithSignsOfTheShellInItsCharactersIsRefused() {
        for (String charset : List.of("ISO-2022-JP", "Shift_JIS", "GBK", "Big5", "UTF-16", "IBM037")) {
            SshCommand command = SshCommand.of("ls", "\u8868 \u4e57");
            assertThatThrownBy(() -> command.withCharset(Charset.forName(charset))).as(charset).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(SshCommand.of("ls", "\u3042").withCharset(Charset.forName("EUC-JP")).commandLine()).isEqualTo("ls '\u3042'");
        assertThat(SshCommand.shell("ls \u8868").withCharset(Charset.forName("Shift_JIS")).commandLine()).isEqualTo("ls \u8868");
        assertThatThrownBy(() -> SshCommand.of("ls", "\u00ff").withCharset(StandardCharsets.ISO_8859_1).quotedFor(SshRemoteShell.RC))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("UTF-8");
    }

    @Example
    void theArgumentsOfACommandCanBeRead() {
        assertThat(SshCommand.of("ls", "a b").withMergedError().arguments()).containsExactly("ls", "a b");
        assertThat(SshCommand.shell("ls 'a b'").arguments()).isEmpty();
    }

    @Example
    void aShellIsNamedInAnyCase() {
        for (SshRemoteShell shell : SshRemoteShell.values()) {
            assertThat(SshRemoteShell.of(" " + shell.name())).isEqualTo(SshRemoteShell.of(shell.toString())).isEqualTo(shell);
        }
        assertThatThrownBy(() -> SshRemoteShell.of("bash")).hasMessage(
                "unknown shell \"bash\": give one of posix, sh, rc, elvish, other");
    }
}
