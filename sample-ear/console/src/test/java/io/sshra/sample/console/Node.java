package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of Node: Debian's nodejs and npm. */
final class Node {

    private Node() {
    }

    /** Fails unless the program ends with 0. Returns what it has written. */
    static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path report = Files.createTempFile("node", ".txt");
        try {
            Process program = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(report.toFile()).start();
            try {
                assertThat(program.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("%s has ended", command).isTrue();
            } finally {
                program.destroyForcibly();
            }
            String output = Files.readString(report);
            assertThat(program.exitValue()).as(output).isZero();
            return output;
        } finally {
            Files.delete(report);
        }
    }
}
