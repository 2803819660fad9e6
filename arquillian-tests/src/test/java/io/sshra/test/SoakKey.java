package io.sshra.test;

import io.sshra.SshConnectionSpec;
import io.sshra.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the connection keys of a {@link SoakTest}.
 *
 * @param mark   a unique text that the server returns to a client that is logged in with this key's credential
 * @param secret the password for MINA's server, the file of the private key for others
 */
record SoakKey(String mark, String user, String session, String profile, SoakFault fault, int port, String login, String secret,
        String fingerprint) {

    /** The file with all keys, in the folder of a run. */
    static final String FILE = "keys";

    /** Writes all keys to a file, for WildFly's JVM. */
    static void write(Path file, List<SoakKey> keys) throws IOException {
        Files.write(file, keys.stream().map(key -> String.join(" ", key.mark, key.user, key.session, key.profile, key.fault.name(),
                String.valueOf(key.port), key.login, key.secret, key.fingerprint)).toList());
    }

    static List<SoakKey> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.split(" ")).map(word -> new SoakKey(word[0], word[1], word[2],
                word[3], SoakFault.valueOf(word[4]), Integer.parseInt(word[5]), word[6], word[7], word[8])).toList();
    }

    /** The folder of this key's files, on both sides. */
    Path home(Path folder) {
        return folder.resolve(mark);
    }

    /** The definition's JNDI name. A flush affects a whole pool, so the keys with flushes have their own pool. */
    String definition() {
        return fault == SoakFault.POOL_FLUSHED ? SoakTest.FLUSHED : SoakTest.SHARED;
    }

    /** Names a profile of the file if this key's profile changes; has a target otherwise. */
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

    /** With a separate session, so that the fault affects nobody else. */
    SshConnectionSpec withWrongPassword(SshTarget refusing) {
        return new SshConnectionSpec(user, session + "-wrong", profile, refusing);
    }

    SshConnectionSpec ofUnknownProfile() {
        return SshConnectionSpec.of(user, session, "nobody's");
    }
}
