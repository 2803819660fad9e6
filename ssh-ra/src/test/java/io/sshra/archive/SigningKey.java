package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A key of GnuPG for one test run, in a home of its own. */
final class SigningKey {

    /** A short path, because the agent's socket is in it. */
    private final Path home;

    private SigningKey(Path home) {
        this.home = home;
    }

    /** Whether GnuPG is installed. With {@code CI=true} it must be. */
    static boolean available() {
        return Files.isExecutable(Path.of("/usr/bin/gpg")) || "true".equals(System.getenv("CI"));
    }

    static SigningKey create() throws Exception {
        Path home = Files.createTempDirectory("gpg", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SigningKey key = new SigningKey(home);
        assertThat(key.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "test of a release", "ed25519", "sign", "1d"))
                .isZero();
        return key;
    }

    Map<String, String> environment() {
        return Map.of("GNUPGHOME", home.toString());
    }

    void verify(Path file, Path signature) throws Exception {
        assertThat(signature).exists();
        assertThat(verifies(file, signature)).as("signature of " + file).isTrue();
    }

    boolean verifies(Path file, Path signature) throws Exception {
        return run("gpg", "--batch", "--verify", signature.toString(), file.toString()) == 0;
    }

    private int run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as(String.join(" ", command) + " has ended").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends the agent and deletes the key. */
    void delete() throws Exception {
        run("gpgconf", "--kill", "all");
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IOException("The key is left in " + home, e);
        }
    }
}
