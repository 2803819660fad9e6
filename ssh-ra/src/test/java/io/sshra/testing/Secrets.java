package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The passwords, passphrases, answers and private keys that the tests of this module use, in any JVM. They are written,
 * disguised, to a folder of the build, so that the output of the run can be searched for them ({@link SecretSearch}). Safe for
 * several threads and JVMs.
 */
public final class Secrets {

    /** In the module's folder, where all its JVMs are started. */
    public static final Path FOLDER = Path.of("target", "secrets");

    /** Shorter secrets could be found by chance. Two parts of this length are searched for separately. */
    static final int SHORTEST = 24;

    private static final Path FILE = FOLDER.resolve(ProcessHandle.current().pid() + ".told");
    private static final int SEED_BYTES = 32;
    private static final byte[] SEED_OF_ED25519 = {4, 0x22, 4, 0x20};
    private static final int DISGUISE = 0x5a;

    private Secrets() {
    }

    /**
     * One registered secret.
     *
     * @param name what it is, for messages
     * @param bytes the text in UTF-8, or the number, big-endian
     * @param isNumber whether it is a part of a private key
     */
    public record Told(String name, byte[] bytes, boolean isNumber) {
    }

    /** Returns a new random secret and registers it. */
    public static String word(String name) {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        return told(name, Base64.getUrlEncoder().encodeToString(random).replace('-', 'x').replace('_', 'y'));
    }

    /** Registers the secret and returns it. */
    public static String told(String name, String secret) {
        write(new Told(name, secret.getBytes(StandardCharsets.UTF_8), false));
        return secret;
    }

    /** Registers the numbers of the private key and returns the key pair. */
    public static KeyPair told(String name, KeyPair keyPair) {
        PrivateKey key = keyPair.getPrivate();
        if (key instanceof RSAPrivateCrtKey rsa) {
            tellNumbers(name, rsa.getPrivateExponent(), rsa.getPrimeP(), rsa.getPrimeQ());
        } else if (key instanceof ECPrivateKey ec) {
            tellNumbers(name, ec.getS());
        } else {
            byte[] encoded = key.getEncoded();
            int seed = indexOf(encoded, SEED_OF_ED25519) + SEED_OF_ED25519.length;
            write(new Told(name, Arrays.copyOfRange(encoded, seed, seed + SEED_BYTES), true));
        }
        return keyPair;
    }

    /** Registers the numbers of an unencrypted key in OpenSSH's format (its PROTOCOL.key) and returns the text. */
    public static String toldKey(String name, String text) {
        ByteBuffer form = ByteBuffer.wrap(Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "")));
        form.position("openssh-key-v1\0".length());
        for (int i = 0; i < 3; i++) {
            field(form);
        }
        form.getInt();
        field(form);
        ByteBuffer privatePart = ByteBuffer.wrap(field(form));
        privatePart.getLong();
        String type = new String(field(privatePart), StandardCharsets.US_ASCII);
        List<byte[]> fields = new ArrayList<>();
        for (int i = 0; i < (type.equals("ssh-rsa") ? 6 : type.startsWith("ecdsa") ? 3 : 2); i++) {
            fields.add(field(privatePart));
        }
        switch (type) {
            case "ssh-rsa" -> tellNumbers(name, new BigInteger(fields.get(2)), new BigInteger(fields.get(4)), new BigInteger(fields.get(5)));
            case "ssh-ed25519" -> write(new Told(name, Arrays.copyOf(fields.get(1), SEED_BYTES), true));
            default -> tellNumbers(name, new BigInteger(fields.get(2)));
        }
        return text;
    }

    private static byte[] field(ByteBuffer form) {
        byte[] field = new byte[form.getInt()];
        form.get(field);
        return field;
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("not a key of this kind");
    }

    private static void tellNumbers(String name, BigInteger... numbers) {
        for (BigInteger number : numbers) {
            byte[] bytes = number.toByteArray();
            write(new Told(name, bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes, true));
        }
    }

    private static synchronized void write(Told told) {
        if (told.bytes().length < SHORTEST) {
            throw new IllegalArgumentException(told.name() + " is too short to be searched for");
        }
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FILE, told.name() + '\t' + told.isNumber() + '\t'
                    + Base64.getEncoder().encodeToString(disguised(told.bytes())) + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applying it twice returns the original. */
    public static byte[] disguised(byte[] plain) {
        byte[] disguised = plain.clone();
        for (int i = 0; i < disguised.length; i++) {
            disguised[i] ^= (byte) (DISGUISE + i);
        }
        return disguised;
    }

    /** All secrets that all JVMs have registered. */
    static List<Told> all(Path folder) throws IOException {
        List<Told> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String text = Files.readString(file);
                    // Another JVM is writing the last line if it has no end.
                    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                        String[] columns = line.split("\t");
                        all.add(new Told(columns[0], disguised(Base64.getDecoder().decode(columns[2])), Boolean.parseBoolean(columns[1])));
                    }
                }
            }
        }
        return all;
    }
}
