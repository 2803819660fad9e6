package io.sshra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The server of the measurement, and how to log in to it.
 *
 * @param privateKey  a file with an Ed25519 key in OpenSSH format
 * @param knownHosts  a file with the server's key
 * @param fingerprint the fingerprint of the server's key, {@code SHA256:…}
 */
public record Target(String host, int port, String username, Path privateKey, Path knownHosts, String fingerprint) {

    /** The arguments that pass this target to another JVM. */
    List<String> asArguments() {
        return List.of(host, String.valueOf(port), username, privateKey.toString(), knownHosts.toString(), fingerprint);
    }

    static Target of(List<String> arguments) {
        return new Target(arguments.get(0), Integer.parseInt(arguments.get(1)), arguments.get(2), Path.of(arguments.get(3)),
                Path.of(arguments.get(4)), arguments.get(5));
    }

    /** The same server through another port, with another known_hosts file. */
    Target at(int otherPort, Path otherKnownHosts) {
        return new Target(host, otherPort, username, privateKey, otherKnownHosts, fingerprint);
    }

    /** The text of the private key. */
    public String privateKeyText() {
        try {
            return Files.readString(privateKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
