package io.sshra.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs OpenSSH's ssh-keygen. */
public final class SshKeygen {

    /** Made in a quarter of the time that ssh-keygen's own size takes. */
    private static final String RSA_BITS = "2048";

    private SshKeygen() {
    }

    /**
     * Makes a key without a passphrase. The public key is in a file beside it, with {@code .pub} after its name.
     *
     * @param type as for {@code -t}; an RSA key has 2048 bits if the options have no {@code -b}
     */
    public static Path key(Path file, String type, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-q", "-t", type, "-N", "", "-f", file.toString()));
        if (type.equals("rsa")) {
            arguments.addAll(List.of("-b", RSA_BITS));
        }
        arguments.addAll(List.of(options));
        run(arguments.toArray(String[]::new));
        return file;
    }

    /** Of a key in a file, {@code SHA256:…}. */
    public static String fingerprint(Path file) throws IOException {
        return run("-l", "-f", file.toString()).split(" ")[1];
    }

    /** Returns what it wrote to both streams. */
    public static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(List.of(arguments));
        return Workspace.run(command.toArray(String[]::new));
    }
}
