package io.sshra.ssh.algorithm;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Cipher;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * Ciphers of AES-GCM of the Java platform that are not in use. A thread usually gets the one that it had before, which still knows the
 * key if that was of the same connection. Thread-safe.
 */
final class LentCiphers {

    /** More threads than this rarely encrypt at the same moment. Those that do make their own. */
    private static final int MOST = 16;
    /** For each direction, because it has a key of its own. */
    private static final LentCiphers ENCRYPTING = new LentCiphers();
    private static final LentCiphers DECRYPTING = new LentCiphers();

    private final AtomicReferenceArray<Cipher> free = new AtomicReferenceArray<>(MOST);

    private LentCiphers() {
    }

    static LentCiphers of(org.apache.sshd.common.cipher.Cipher.Mode mode) {
        return mode == org.apache.sshd.common.cipher.Cipher.Mode.Encrypt ? ENCRYPTING : DECRYPTING;
    }

    /** One that must be initialised before its use. */
    Cipher borrow(String transformation) throws GeneralSecurityException {
        Cipher cipher = free.getAndSet(place(), null);
        return cipher == null ? SecurityUtils.getCipher(transformation) : cipher;
    }

    void giveBack(Cipher cipher) {
        free.set(place(), cipher);
    }

    private static int place() {
        return (int) (Thread.currentThread().getId() % MOST);
    }
}
