package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that a shell reads argument vectors back unchanged. */
class QuotingFuzzTest {

    /** A shell is started for one of this many inputs. */
    private static final int SAMPLE = 50;
    /** What has no meaning to a shell in the middle of a command (POSIX.1-2024, Shell Command Language, 2.2). */
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:,@+-";

    /** Characters of a command line: a quote through {@code sh} becomes ten, and an empty argument seven. */
    private static final int MOST_FOR_A_BYTE = 12;

    static List<Arguments> seeds() {
        return List.of("ls\0-l\0/tmp", "a b\0it's\0''\0\\'", "\0", "$HOME\0`id`\0$(id)\0*\0~\0!x\0#", "A=b\0A=b", "a\nb\0\r\0\u001b[2J", "\u00e9\0\u00ff")
                .stream().map(seed -> Arguments.of((Object) seed.getBytes(StandardCharsets.ISO_8859_1))).toList();
    }

    /** Bytes, each of which is a character here. NUL ends an argument. */
    @MethodSource("seeds")
    @FuzzTest
    void aShellReadsTheArgumentsBackAsTheyWere(byte[] input) throws Exception {
        if (input.length > Checks.MAX_CHARACTERS / MOST_FOR_A_BYTE) {
            return;
        }
        String[] arguments = new String(input, StandardCharsets.ISO_8859_1).split("\0", -1);
        String line = SshCommand.of(arguments).commandLine();
        assertThat(words(SshCommand.of(arguments).quotedFor(SshRemoteShell.SH).commandLine())).containsExactly(arguments);
        assertThat(line).doesNotContain("\n");
        words(line);
        if (Math.floorMod(Arrays.hashCode(input), SAMPLE) == 0) {
            String[] printing = Stream.concat(Stream.of("printf", "%s\\0"), Arrays.stream(arguments)).toArray(String[]::new);
            assertThat(printed(SshCommand.of(printing).commandLine())).isEqualTo(String.join("\0", arguments) + "\0");
        }
    }

    /**
     * Cuts a command line as a POSIX shell does, as far as it has single quotes, backslashes and what means nothing. In quotes there
     * is nothing that fish or csh take for something else.
     */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ') {
                words.add(word.toString());
                word.setLength(0);
            } else if (c == '\'') {
                int end = line.indexOf('\'', i + 1);
                assertThat(line.substring(i + 1, end)).doesNotContain("\\", "!");
                word.append(line, i + 1, end);
                i = end;
            } else if (c == '\\') {
                word.append(line.charAt(++i));
            } else {
                assertThat(PLAIN).contains(String.valueOf(c));
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }

    private static String printed(String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh").redirectError(ProcessBuilder.Redirect.DISCARD);
        // In a multibyte locale, a shell may misread bytes that are not a character.
        builder.environment().put("LC_ALL", "C");
        Process shell = builder.start();
        try (var script = shell.getOutputStream()) {
            script.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        shell.getInputStream().transferTo(output);
        shell.waitFor();
        return output.toString(StandardCharsets.ISO_8859_1);
    }
}
