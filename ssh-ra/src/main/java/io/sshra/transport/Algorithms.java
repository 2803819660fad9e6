package io.sshra.transport;

import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.BuiltinFactory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * What is offered to servers, in order of preference. No SHA-1, no CBC, no DSA, no MAC before encryption where there is a
 * choice. AES-GCM stands first because the JDK has it in hardware; ML-KEM stands before the elliptic curves because it
 * costs little and keeps recorded sessions closed to a quantum computer; sntrup761, which does the same and takes twice the
 * time of the whole hand-shake, stands behind them.
 */
final class Algorithms {

    static final List<KeyExchangeFactory> KEY_EXCHANGES = NamedFactory.setUpTransformedFactories(true, List.of(
            BuiltinDHFactories.mlkem768x25519,
            BuiltinDHFactories.curve25519,
            BuiltinDHFactories.curve25519_libssh,
            BuiltinDHFactories.sntrup761x25519,
            BuiltinDHFactories.sntrup761x25519_openssh,
            BuiltinDHFactories.ecdhp256,
            BuiltinDHFactories.ecdhp384,
            BuiltinDHFactories.ecdhp521,
            BuiltinDHFactories.dhgex256,
            BuiltinDHFactories.dhg16_512,
            BuiltinDHFactories.dhg18_512,
            BuiltinDHFactories.dhg14_256), ClientBuilder.DH2KEX);

    static final List<NamedFactory<Cipher>> CIPHERS = supported(List.of(
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256gcm,
            BuiltinCiphers.cc20p1305_openssh,
            BuiltinCiphers.aes128ctr,
            BuiltinCiphers.aes192ctr,
            BuiltinCiphers.aes256ctr));

    static final List<NamedFactory<Mac>> MACS = supported(List.of(
            BuiltinMacs.hmacsha256etm,
            BuiltinMacs.hmacsha512etm,
            BuiltinMacs.hmacsha256,
            BuiltinMacs.hmacsha512));

    static final List<NamedFactory<Signature>> SIGNATURES = supported(List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256));

    private Algorithms() {
    }

    /** Those that the Java platform and the libraries at hand can do. */
    private static <T> List<NamedFactory<T>> supported(List<? extends BuiltinFactory<T>> factories) {
        return factories.stream().filter(BuiltinFactory::isSupported).<NamedFactory<T>>map(factory -> factory).toList();
    }

    /** The signature algorithms with those of the key types that are known for a host first, as OpenSSH does. */
    static List<NamedFactory<Signature>> preferring(List<String> knownKeyTypes) {
        Comparator<NamedFactory<Signature>> known = Comparator.comparing(
                factory -> !knownKeyTypes.contains(keyType(factory.getName())));
        return SIGNATURES.stream().sorted(known).toList();
    }

    /** The key type that a signature algorithm signs with: RFC 8332 has several for {@code ssh-rsa}. */
    private static String keyType(String signature) {
        return signature.startsWith("rsa-sha2-") ? "ssh-rsa" : signature;
    }
}
