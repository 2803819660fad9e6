package io.sshra.ssh.algorithm;

import java.util.Arrays;
import org.apache.sshd.common.BuiltinFactory;
import org.apache.sshd.common.cipher.BaseGCMCipher;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;

/**
 * AES-GCM (RFC 5647) for one direction of a connection. Each packet is a message of its own, so only the key and the counter outlive it.
 * MINA's keeps a cipher of the Java platform, which takes 0.6 KiB; this one borrows one for each packet. Not thread-safe.
 */
final class AesGcm extends BaseGCMCipher {

    private static final byte[] NOTHING = {};

    /** What is authenticated and not encrypted: the length of a packet, which may arrive long before the rest. */
    private byte[] authenticated = NOTHING;
    /** Null between packets. */
    private javax.crypto.Cipher borrowed;

    private AesGcm(BuiltinCiphers kind) {
        super(kind.getIVSize(), kind.getAuthenticationTagSize(), kind.getKdfSize(), kind.getAlgorithm(), kind.getKeySize(),
                kind.getTransformation(), kind.getCipherBlockSize());
    }

    /** A factory for ciphers with the name and the sizes of MINA's. */
    static BuiltinFactory<Cipher> factory(BuiltinCiphers kind) {
        return new BuiltinFactory<>() {

            @Override
            public String getName() {
                return kind.getName();
            }

            @Override
            public boolean isSupported() {
                return kind.isSupported();
            }

            @Override
            public Cipher create() {
                return new AesGcm(kind);
            }
        };
    }

    /** Takes the key and the first counter. */
    @Override
    protected javax.crypto.Cipher createCipherInstance(Mode newMode, byte[] key, byte[] iv) throws Exception {
        LentCiphers.of(newMode).giveBack(super.createCipherInstance(newMode, key, iv));
        return null;
    }

    @Override
    protected javax.crypto.Cipher getCipherInstance() {
        return borrowed;
    }

    @Override
    public void updateAAD(byte[] data, int offset, int length) {
        authenticated = Arrays.copyOfRange(data, offset, offset + length);
    }

    @Override
    public void update(byte[] packet, int offset, int length) throws Exception {
        LentCiphers lender = LentCiphers.of(mode);
        borrowed = lender.borrow(getTransformation());
        try {
            super.updateAAD(authenticated, 0, authenticated.length);
            super.update(packet, offset, length);
            lender.giveBack(borrowed);
        } finally {
            // A cipher that has failed is not lent again.
            initialized = false;
            borrowed = null;
            authenticated = NOTHING;
        }
    }
}
