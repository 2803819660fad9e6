package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Argument vectors with every byte except NUL, through the shells that a remote user may have. */
class QuotingTest {

    /** How each shell is started, with a file of commands as its argument. */
    private static final Map<String, List<String>> SHELLS = Map.of("sh", List.of("/bin/sh"), "dash", List.of("/bin/dash"),
            "bash", List.of("/bin/bash"), "zsh", List.of("/bin/zsh"), "busybox sh", List.of("/bin/busybox", "sh"));

    private static boolean isThere(List<String> shell) {
        return Files.isExecutable(Path.of(shell.get(0)));
    }

    /** Latin-1, so that each character is one byte. */
    @Provide
    Arbitrary<List<String>> vectors() {
        Arbitrary<String> anything = Arbitraries.strings().withCharRange('\u0001', '\u00ff').ofMaxLength(20);
        Arbitrary<String> nasty = Arbitraries.strings().withChars("'\"\\`$!*?[]{}()<>|&;~=#^%- \t\n\r\u001b\u0001\u00ff").ofMaxLength(12);
        return Arbitraries.oneOf(anything, nasty).list().ofMinSize(1).ofMaxSize(30);
    }

    @Property(tries = 60)
    void anArgumentVectorSurvivesEveryShell(@ForAll("vectors") List<String> arguments) throws Exception {
        List<String> vector = new ArrayList<>(List.of("printf", "%s\\0"));
        vector.addAll(arguments);
        byte[] line = SshCommand.of(vector.toArray(String[]::new)).commandLine().getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (String argument : arguments) {
            expected.writeBytes(argument.getBytes(StandardCharsets.ISO_8859_1));
            expected.write(0);
        }
        int run = 0;
        for (Map.Entry<String, List<String>> shell : SHELLS.entrySet()) {
            if (isThere(shell.getValue())) {
                assertThat(outputOf(shell.getValue(), line)).as(shell.getKey()).isEqualTo(expected.toByteArray());
                run++;
            } else {
                assertThat(System.getenv("CI")).as(shell.getKey() + " is not on this machine").isNotEqualTo("true");
            }
        }
        assertThat(run).isPositive();
    }

    private static byte[] outputOf(List<String> shell, byte[] script) throws IOException, InterruptedException {
        Path file = Files.write(Files.createTempFile("quoting", ".sh"), script);
        try {
            List<String> command = new ArrayList<>(shell);
            command.add(file.toString());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            byte[] output = process.getInputStream().readAllBytes();
            process.waitFor();
            return output;
        } finally {
            Files.delete(file);
        }
    }
}
