package io.sshra.test;

import io.sshra.SshConnectionSpec;
import io.sshra.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the keys of a {@link SoakTest}: whose connection it is, and to which server.
 *
 * @param mark   what the server says to whoever is logged in with this key's own credential, and nobody else has
 * @param secret the password for MINA's server, the file of the private key for others
 */
record SoakKey(String mark, String user, String session, String profile, SoakFault fault, int port, String login, String secret,
        String fingerprint) {

    /** The file with all, in the folder of a run. */
    static final String FILE = "keys";

    /** As a file, from the tests' JVM to WildFly's. */
    static void write(Path file, List<SoakKey> keys) throws IOException {
        Files.write(file, keys.stream().map(key -> String.join(" ", key.mark, key.user, key.session, key.profile, key.fault.name(),
                String.valueOf(key.port), key.login, key.secret, key.fingerprint)).toList());
    }

    static List<SoakKey> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.split(" ")).map(word -> new SoakKey(word[0], word[1], word[2],
                word[3], SoakFault.valueOf(word[4]), Integer.parseInt(word[5]), word[6], word[7], word[8])).toList();
    }

    /** Where this key's files are, on both sides. */
    Path home(Path folder) {
        return folder.resolve(mark);
    }

    /** The definition's JNDI name: flushes strike a pool as a whole, so those who suffer from them have one of their own. */
    String definition() {
        return fault == SoakFault.POOL_FLUSHED ? SoakTest.FLUSHED : SoakTest.SHARED;
    }

    /** Of a profile that the file has, for those whose profile changes; with a target otherwise. */
    SshConnectionSpec spec() throws IOException {
        if (fault == SoakFault.PROFILE_CHANGED) {
            return SshConnectionSpec.of(user, session, profile);
        }
        SshTarget.Builder target = SshTarget.builder().host("127.0.0.1").port(port).username(login).hostKeyFingerprint(fingerprint)
                .allowForwarding(true);
        SshTarget built = fault == SoakFault.CUT_BY_MINA ? target.password(secret.toCharArray()).build()
                : target.privateKey(Files.readString(Path.of(secret))).build();
        return new SshConnectionSpec(user, session, profile, built);
    }

    /** In a session of its own, so that it is nobody else's fault. */
    SshConnectionSpec withWrongPassword(SshTarget refusing) {
        return new SshConnectionSpec(user, session + "-wrong", profile, refusing);
    }

    SshConnectionSpec ofUnknownProfile() {
        return SshConnectionSpec.of(user, session, "nobody's");
    }
}
