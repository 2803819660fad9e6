package io.sshra.ssh.identity;

import io.sshra.SshException;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.algorithm.KeyStrength;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A private key that is parsed when it is first needed: a key pair, or a text in OpenSSH, PEM, PKCS#8 or PuTTY form with its
 * passphrase. Used by any number of threads.
 */
public final class PrivateKeySource {

    private final String origin;
    private final byte[] text;
    private final char[] passphrase;
    private final List<String> certificates;
    private final boolean certificatesMustFit;
    private final KeyStrength strength;
    /** Held while the key is parsed, which takes seconds if its passphrase is well protected: one thread does it for all. */
    private final ReentrantLock parsing = new ReentrantLock();
    /** Guards what follows and the content of text and passphrase; held for a few instructions. */
    private final ReentrantLock secrets = new ReentrantLock();
    private KeyPair keyPair;
    private boolean destroyed;
    /** Whether a warning about this key or its certificate was logged, so that it is not repeated at each connect. */
    private final AtomicBoolean warned = new AtomicBoolean();

    private PrivateKeySource(String origin, byte[] text, char[] passphrase, List<String> certificates, boolean certificatesMustFit,
            KeyStrength strength, KeyPair keyPair) {
        this.origin = origin;
        this.text = text;
        this.passphrase = passphrase;
        this.certificates = List.copyOf(certificates);
        this.certificatesMustFit = certificatesMustFit;
        this.strength = strength;
        this.keyPair = keyPair;
    }

    /**
     * A key pair that the application made or read.
     *
     * @param certificate the line of an OpenSSH certificate for it, or null
     */
    public static PrivateKeySource of(KeyPair keyPair, String certificate) {
        return new PrivateKeySource("of the key pair", new byte[0], null, listOf(certificate), true, KeyStrength.DEFAULTS,
                Objects.requireNonNull(keyPair, "keyPair"));
    }

    /**
     * @param origin      a file name or the like, for messages
     * @param text        taken over, not copied
     * @param passphrase  taken over; null for none
     * @param certificate the line of an OpenSSH certificate for it, or null
     */
    public static PrivateKeySource of(String origin, byte[] text, char[] passphrase, String certificate) {
        return new PrivateKeySource(origin, text, passphrase, listOf(certificate), true, KeyStrength.DEFAULTS, null);
    }

    /**
     * @param origin       a file name or the like, for messages
     * @param text         taken over, not copied
     * @param certificates lines of OpenSSH certificates, of which invalid ones and those of other keys are ignored
     * @param strength     what the key must have to be used
     */
    public static PrivateKeySource withThoseOf(List<String> certificates, String origin, byte[] text, KeyStrength strength) {
        return new PrivateKeySource(origin, text, null, certificates, false, strength, null);
    }

    private static List<String> listOf(String certificate) {
        return certificate == null ? List.of() : List.of(certificate);
    }

    /**
     * Passes on what distinguishes this key from another, passphrase included. It contains secrets, so use it for a keyed hash
     * only.
     */
    public void fingerprint(Consumer<byte[]> hash) {
        secrets.lock();
        try {
            hash.accept(text.length > 0 || keyPair == null ? text : keyPair.getPublic().getEncoded());
            hash.accept(new byte[] {(byte) certificates.size()});
            certificates.forEach(certificate -> hash.accept(certificate.getBytes(StandardCharsets.UTF_8)));
            if (passphrase != null) {
                for (char c : passphrase) {
                    hash.accept(new byte[] {(byte) (c >> 8), (byte) c});
                }
            }
        } finally {
            secrets.unlock();
        }
    }

    /**
     * The key pair, preceded by one pair with each of its certificates.
     *
     * @throws io.sshra.SshProfileException if it can't be parsed, needs another passphrase, or is too short
     */
    public List<KeyPair> keyPairs() throws SshException {
        KeyPair plain = GivenKeyPair.usable(parsed(), origin);
        String shortcoming = strength.shortcoming(plain.getPublic());
        if (shortcoming != null) {
            throw KeyFailures.unreadable(origin, "can't be used: it " + shortcoming);
        }
        List<KeyPair> keyPairs = new ArrayList<>();
        for (String certificate : certificates) {
            PublicKey read = certificate(certificate, plain);
            if (read != null) {
                keyPairs.add(new KeyPair(read, plain.getPrivate()));
            }
        }
        keyPairs.add(plain);
        return keyPairs;
    }

    private PublicKey certificate(String line, KeyPair plain) throws SshException {
        try {
            return PrivateKeyReader.certificate(origin, line, plain.getPublic(), certificatesMustFit);
        } catch (SshException e) {
            if (certificatesMustFit) {
                throw e;
            }
            warnOf(e);
            return null;
        }
    }

    /** Whether the key comes from a profiles file. If it is unusable there, the other keys are tried, as in ssh. */
    public boolean isOptional() {
        return !certificatesMustFit;
    }

    /** Logs once that this key or a certificate is not used. */
    public void warnOf(SshException why) {
        if (warned.compareAndSet(false, true)) {
            AdapterLog.LOG.identitySkipped(origin, why.what());
        }
    }

    private KeyPair parsed() throws SshException {
        parsing.lock();
        try {
            byte[] textCopy;
            char[] passphraseCopy;
            secrets.lock();
            try {
                if (keyPair != null) {
                    return keyPair;
                }
                textCopy = text.clone();
                passphraseCopy = passphrase == null ? null : passphrase.clone();
            } finally {
                secrets.unlock();
            }
            try {
                return keep(PrivateKeyReader.read(origin, textCopy, passphraseCopy));
            } finally {
                wipe(textCopy, passphraseCopy);
            }
        } finally {
            parsing.unlock();
        }
    }

    /** Keeps the parsed key for later calls, unless this source was destroyed meanwhile. */
    private KeyPair keep(KeyPair parsed) {
        secrets.lock();
        try {
            keyPair = destroyed ? null : parsed;
            return parsed;
        } finally {
            secrets.unlock();
        }
    }

    private static void wipe(byte[] text, char[] passphrase) {
        Arrays.fill(text, (byte) 0);
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Checks that the key can be used. */
    public void check() throws SshException {
        keyPairs();
    }

    /** Wipes the secrets. Does not wait for a thread that parses the key, which keeps nothing here when it is done. */
    public void destroy() {
        secrets.lock();
        try {
            destroyed = true;
            wipe(text, passphrase);
            keyPair = null;
        } finally {
            secrets.unlock();
        }
    }
}
