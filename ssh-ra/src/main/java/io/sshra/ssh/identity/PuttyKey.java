package io.sshra.ssh.identity;

import io.sshra.SshProfileException;
import io.sshra.base.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Reads a private key in PuTTY's form, versions 2 and 3 (PuTTY's manual, appendix C), and writes it in that of OpenSSH, unencrypted
 * (PROTOCOL.key). MINA's own reader is another artifact, which is not published in the version of the others, and does not check
 * the file's MAC: it could not tell a wrong passphrase from a right one.
 */
final class PuttyKey {

    /** PuTTY's default is 8 MiB, in as many passes as take 0.1 s. */
    private static final int MAX_ARGON2_KIB = 65_536;
    /** Of all passes together: some seconds. */
    private static final long MAX_ARGON2_KIB_IN_ALL = 4_194_304;
    private static final int MAX_ARGON2_LANES = 16;

    private static final String NOT_ENCRYPTED = "none";
    private static final Map<String, Integer> ARGON2 = Map.of("Argon2d", Argon2Parameters.ARGON2_d, "Argon2i", Argon2Parameters.ARGON2_i,
            "Argon2id", Argon2Parameters.ARGON2_id);
    private static final int CIPHER_KEY = 32;
    private static final int BLOCK = 16;
    private static final int MAC_KEY = 32;

    private final String origin;
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, byte[]> blobs = new HashMap<>();
    private int version;
    private String type;

    private PuttyKey(String origin) {
        this.origin = origin;
    }

    /**
     * @param passphrase null if there is none
     * @return the text of an OpenSSH file; the caller wipes it
     */
    static byte[] read(String origin, byte[] file, char[] passphrase) throws SshProfileException {
        try {
            PuttyKey key = new PuttyKey(origin);
            key.parse(new String(file, StandardCharsets.ISO_8859_1));
            return key.openSsh(passphrase);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw KeyFailures.damaged(origin, e);
        }
    }

    private void parse(String text) throws SshProfileException {
        String[] lines = text.split("\\r\\n|\\n|\\r");
        for (int i = 0; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            if (colon > 0) {
                String name = lines[i].substring(0, colon);
                String value = lines[i].substring(colon + 2);
                headers.put(name, value);
                if (name.endsWith("-Lines")) {
                    int count = Integer.parseInt(value);
                    blobs.put(name, Base64.getDecoder().decode(String.join("", Arrays.asList(lines).subList(i + 1, i + 1 + count))));
                    i += count;
                }
            }
        }
        for (int known : new int[] {2, 3}) {
            if (headers.containsKey("PuTTY-User-Key-File-" + known)) {
                version = known;
                type = headers.get("PuTTY-User-Key-File-" + known);
                return;
            }
        }
        throw KeyFailures.unreadable(origin, "is in a version of PuTTY's form that is not supported, only 2 and 3 are: save it anew by PuTTYgen");
    }

    private byte[] openSsh(char[] passphrase) throws SshProfileException, GeneralSecurityException {
        boolean encrypted = !NOT_ENCRYPTED.equals(headers.get("Encryption"));
        if (encrypted && !"aes256-cbc".equals(headers.get("Encryption"))) {
            throw KeyFailures.unreadable(origin, "is encrypted in a way that is not supported: save it anew by PuTTYgen");
        }
        if (encrypted && passphrase == null) {
            throw KeyFailures.noPassphrase(origin);
        }
        byte[] secret = encrypted ? SecretText.utf8(passphrase) : new byte[0];
        byte[] keys = version == 2 ? keysOfVersion2(secret) : encrypted ? keysOfVersion3(secret) : new byte[CIPHER_KEY + BLOCK];
        byte[] privateBlob = blobs.get("Private-Lines");
        try {
            if (encrypted) {
                Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
                cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(keys, 0, CIPHER_KEY, "AES"), new IvParameterSpec(keys, CIPHER_KEY, BLOCK));
                privateBlob = cipher.doFinal(privateBlob);
            }
            byte[] expected = HexFormat.of().parseHex(headers.get("Private-MAC"));
            byte[] found = mac(Arrays.copyOfRange(keys, CIPHER_KEY + BLOCK, keys.length), privateBlob);
            if (!MessageDigest.isEqual(expected, found)) {
                throw encrypted ? KeyFailures.wrongPassphrase(origin, null) : KeyFailures.unreadable(origin, "is damaged: its MAC is wrong");
            }
            return armoured(openSshForm(new ByteArrayBuffer(blobs.get("Public-Lines")), new ByteArrayBuffer(privateBlob)));
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(keys, (byte) 0);
            Arrays.fill(privateBlob, (byte) 0);
        }
    }

    // ---- keys ----

    /** Key and initialization vector of the cipher, key of the MAC. */
    private byte[] keysOfVersion3(byte[] secret) throws SshProfileException {
        Integer kind = ARGON2.get(headers.get("Key-Derivation"));
        if (kind == null) {
            throw KeyFailures.unreadable(origin, "is encrypted in a way that is not supported: save it anew by PuTTYgen");
        }
        int kib = Integer.parseInt(headers.get("Argon2-Memory"));
        int passes = Integer.parseInt(headers.get("Argon2-Passes"));
        int lanes = Integer.parseInt(headers.get("Argon2-Parallelism"));
        if (kib > MAX_ARGON2_KIB || (long) kib * passes > MAX_ARGON2_KIB_IN_ALL || lanes > MAX_ARGON2_LANES) {
            throw KeyFailures.tooExpensive(origin, "Argon2 with " + kib + " KiB, " + passes + " passes and " + lanes + " lanes, and at most "
                    + MAX_ARGON2_KIB + " KiB, " + MAX_ARGON2_KIB_IN_ALL + " KiB in all passes and " + MAX_ARGON2_LANES + " lanes are supported");
        }
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(kind).withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(kib)
                .withIterations(passes).withParallelism(lanes).withSalt(HexFormat.of().parseHex(headers.get("Argon2-Salt"))).build());
        byte[] keys = new byte[CIPHER_KEY + BLOCK + MAC_KEY];
        generator.generateBytes(secret, keys);
        return keys;
    }

    /** The same; the initialization vector is zero. */
    private static byte[] keysOfVersion2(byte[] secret) {
        byte[] halves = new byte[40];
        digest(new byte[] {0, 0, 0, 0}, secret, halves, 0);
        digest(new byte[] {0, 0, 0, 1}, secret, halves, 20);
        byte[] keys = new byte[CIPHER_KEY + BLOCK + 20];
        System.arraycopy(halves, 0, keys, 0, CIPHER_KEY);
        digest("putty-private-key-file-mac-key".getBytes(StandardCharsets.US_ASCII), secret, keys, CIPHER_KEY + BLOCK);
        Arrays.fill(halves, (byte) 0);
        return keys;
    }

    private static void digest(byte[] prefix, byte[] secret, byte[] out, int offset) {
        Digest sha1 = new SHA1Digest();
        sha1.update(prefix, 0, prefix.length);
        sha1.update(secret, 0, secret.length);
        sha1.doFinal(out, offset);
    }

    private byte[] mac(byte[] key, byte[] privateBlob) {
        Buffer covered = new ByteArrayBuffer();
        for (String text : new String[] {type, headers.get("Encryption"), headers.getOrDefault("Comment", "")}) {
            covered.putBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        covered.putBytes(blobs.get("Public-Lines"));
        covered.putBytes(privateBlob);
        HMac mac = new HMac(version == 2 ? new SHA1Digest() : new SHA256Digest());
        mac.init(new KeyParameter(key));
        mac.update(covered.array(), covered.rpos(), covered.available());
        byte[] result = new byte[mac.getMacSize()];
        mac.doFinal(result, 0);
        Arrays.fill(covered.array(), (byte) 0);
        return result;
    }

    // ---- OpenSSH's form ----

    private byte[] openSshForm(Buffer publicPart, Buffer privatePart) throws SshProfileException {
        byte[] publicBlob = publicPart.getCompactData();
        Buffer key = new ByteArrayBuffer();
        // Twice the same number, by which a reader sees that it has decrypted well.
        key.putLong(0);
        key.putBytes(publicPart.getBytes());
        switch (type) {
            case "ssh-rsa" -> {
                byte[] exponent = publicPart.getBytes();
                key.putBytes(publicPart.getBytes());
                key.putBytes(exponent);
                key.putBytes(privatePart.getBytes());
                byte[] p = privatePart.getBytes();
                byte[] q = privatePart.getBytes();
                key.putBytes(privatePart.getBytes());
                key.putBytes(p);
                key.putBytes(q);
            }
            case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" -> {
                key.putBytes(publicPart.getBytes());
                key.putBytes(publicPart.getBytes());
                key.putBytes(privatePart.getBytes());
            }
            case "ssh-ed25519" -> {
                byte[] point = publicPart.getBytes();
                byte[] seed = privatePart.getBytes();
                byte[] both = Arrays.copyOf(seed, seed.length + point.length);
                System.arraycopy(point, 0, both, seed.length, point.length);
                key.putBytes(point);
                key.putBytes(both);
            }
            default -> throw KeyFailures.unreadable(origin, "is a " + type + " key, which is not supported");
        }
        key.putString("");
        for (byte padding = 1; key.available() % 8 != 0; padding++) {
            key.putByte(padding);
        }
        Buffer form = new ByteArrayBuffer();
        form.putRawBytes(PrivateKeyReader.OPENSSH_MAGIC.getBytes(StandardCharsets.US_ASCII));
        form.putString(NOT_ENCRYPTED);
        form.putString(NOT_ENCRYPTED);
        form.putString("");
        form.putUInt(1);
        form.putBytes(publicBlob);
        form.putBytes(key.getCompactData());
        Arrays.fill(key.array(), (byte) 0);
        return form.getCompactData();
    }

    private static byte[] armoured(byte[] form) {
        return PrivateKeyReader.armoured("OPENSSH PRIVATE KEY", form);
    }
}
