package io.sshra.sample.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The console's users, one of them its administrator. Their passwords are made at the start, so that only readers of this program's
 * output can log in.
 */
final class DemoUsers {

    /** A user of the console; groups are separated by commas. */
    record User(String name, String groups, String password) {
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 6;
    private static final int SALT_BYTES = 32;
    private static final int HASH_BITS = 256;
    /** The number that OWASP recommends. */
    static final int ROUNDS = 600_000;

    private final List<User> all = List.of(new User("alice", "user", randomPassword()), new User("bob", "user", randomPassword()),
            new User("carol", "user,administrator", randomPassword()));

    private final int rounds;

    /** @param rounds of the function that makes the hash of a password; each log-in makes it again */
    DemoUsers(int rounds) {
        this.rounds = rounds;
    }

    private static String randomPassword() {
        return HexFormat.of().formatHex(random(PASSWORD_BYTES));
    }

    private static byte[] random(int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        return random;
    }

    List<User> all() {
        return all;
    }

    /** Writes the users to a file that the console's identity store reads, and returns its path. */
    Path write(Path folder) throws IOException {
        Path file = folder.resolve("users");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        List<String> lines = new ArrayList<>();
        for (User user : all) {
            lines.add(user.name() + " " + user.groups() + " " + hash(user.password()));
        }
        return Files.write(file, lines);
    }

    /** The hash in the format of {@code jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash}. */
    private String hash(String password) {
        String algorithm = "PBKDF2WithHmacSHA256";
        byte[] salt = random(SALT_BYTES);
        try {
            byte[] hash = SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BITS)).getEncoded();
            Base64.Encoder text = Base64.getEncoder();
            return algorithm + ":" + rounds + ":" + text.encodeToString(salt) + ":" + text.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has this algorithm", e);
        }
    }
}
