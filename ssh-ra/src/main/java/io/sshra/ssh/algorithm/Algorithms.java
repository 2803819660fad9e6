package io.sshra.ssh.algorithm;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.BuiltinFactory;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * The supported algorithms, in order of preference. No SHA-1, no CBC, no DSA: see {@link LegacyAlgorithms}. AES-GCM comes first because the JDK has it in
 * hardware. ML-KEM comes before the elliptic curves because it costs little and protects recorded sessions against a future
 * quantum computer. sntrup761 does the same but doubles the time of the handshake, so it comes after them.
 */
public final class Algorithms {

    static {
        SecurityProviders.init();
    }

    public static final List<KeyExchangeFactory> KEY_EXCHANGES = NamedFactory.setUpTransformedFactories(true, List.of(
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

    public static final List<NamedFactory<Cipher>> CIPHERS = supported(List.of(
            AesGcm.factory(BuiltinCiphers.aes128gcm),
            AesGcm.factory(BuiltinCiphers.aes256gcm),
            BuiltinCiphers.cc20p1305_openssh,
            BuiltinCiphers.aes128ctr,
            BuiltinCiphers.aes192ctr,
            BuiltinCiphers.aes256ctr));

    public static final List<NamedFactory<Mac>> MACS = supported(List.of(
            BuiltinMacs.hmacsha256etm,
            BuiltinMacs.hmacsha512etm,
            BuiltinMacs.hmacsha256,
            BuiltinMacs.hmacsha512));

    /** Algorithms of certificates first, because they are tried first if an authority is known. */
    public static final List<NamedFactory<Signature>> SIGNATURES = supported(List.of(
            BuiltinSignatures.ed25519_cert,
            BuiltinSignatures.nistp256_cert,
            BuiltinSignatures.nistp384_cert,
            BuiltinSignatures.nistp521_cert,
            BuiltinSignatures.rsaSHA512_cert,
            BuiltinSignatures.rsaSHA256_cert,
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256));

    /**
     * Supported, but offered only if the profile's configuration asks for them or, for host keys, if such a key is known for
     * the host: MAC before encryption, and the NIST curves, whose signatures reveal the key if the signer's random numbers are
     * weak.
     */
    static final Set<String> ON_REQUEST = Set.of("ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
            "hmac-sha2-256", "hmac-sha2-512", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");

    private Algorithms() {
    }

    /** The algorithms that the Java platform and the available libraries support. */
    static <T> List<NamedFactory<T>> supported(List<? extends BuiltinFactory<T>> factories) {
        return factories.stream().filter(BuiltinFactory::isSupported).<NamedFactory<T>>map(factory -> factory).toList();
    }

    static List<String> names(List<? extends NamedResource> factories) {
        return factories.stream().map(NamedResource::getName).toList();
    }

    /** Whether it is only for profiles that switch on legacy algorithms: SHA-1 and CBC. */
    public static boolean isLegacy(String name) {
        return Stream.of(AlgorithmKind.values()).anyMatch(kind -> kind.legacy().contains(name));
    }

    // ---- for MINA ----

    /** The factories of the key exchange methods of a rule, in its order. */
    public static List<KeyExchangeFactory> keyExchanges(AlgorithmRule rule) {
        return named(rule.keyExchanges(), KEY_EXCHANGES, LegacyAlgorithms.KEY_EXCHANGES);
    }

    /** The factories of the ciphers of a rule, in its order. */
    public static List<NamedFactory<Cipher>> ciphers(AlgorithmRule rule) {
        return named(rule.ciphers(), CIPHERS, LegacyAlgorithms.CIPHERS);
    }

    /** The factories of the MACs of a rule, in its order. */
    public static List<NamedFactory<Mac>> macs(AlgorithmRule rule) {
        return named(rule.macs(), MACS, LegacyAlgorithms.MACS);
    }

    /** The factories of signatures: for host keys, for certificates, and to log in with. */
    public static List<NamedFactory<Signature>> signatures(AlgorithmRule rule) {
        return rule.legacy() ? Stream.concat(SIGNATURES.stream(), LegacyAlgorithms.SIGNATURES.stream()).toList() : SIGNATURES;
    }

    private static <T extends NamedResource> List<T> named(List<String> names, List<T> known, List<T> legacy) {
        return names.stream().flatMap(name -> Stream.concat(known.stream(), legacy.stream()).filter(factory -> factory.getName().equals(name)))
                .toList();
    }

    // ---- host keys ----

    /**
     * The host key algorithms to offer. If the rule has no list, these are certificates if an authority is known for the host,
     * and then the others, beginning with those whose key types are known for the host, as in OpenSSH.
     *
     * @param knownKeyTypes  of the keys that are known for the host
     * @param knowsAuthority whether an authority is known that signs certificates for it
     */
    public static List<String> hostKeys(AlgorithmRule rule, List<String> knownKeyTypes, boolean knowsAuthority) {
        if (!rule.hostKeys().isEmpty()) {
            return rule.hostKeys();
        }
        Comparator<String> knownFirst = Comparator.comparing(name -> !isCertificate(name) && !knownKeyTypes.contains(keyType(name)));
        return names(signatures(rule)).stream().filter(name -> isCertificate(name) ? knowsAuthority
                : !ON_REQUEST.contains(name) || rule.legacy() || knownKeyTypes.contains(name)).sorted(knownFirst).toList();
    }

    /**
     * The host key algorithms to offer to a server whose key was not accepted: those that were offered after its algorithm,
     * without those for keys of the same type. The server has none of those before it. If the accepted key may be of any type,
     * algorithms that are only offered on request come last.
     *
     * @param refused null if the server has none of the offered algorithms
     * @param anyType whether keys of unknown type are known for the host: pinned fingerprints do not say the type
     */
    public static List<String> otherHostKeys(AlgorithmRule rule, List<String> offered, String refused, boolean anyType) {
        Stream<String> after = refused == null ? Stream.of() : offered.stream().dropWhile(name -> !name.equals(refused))
                .filter(name -> !keyType(name).equals(keyType(refused)));
        boolean isMore = anyType && rule.hostKeys().isEmpty() && offered.stream().noneMatch(ON_REQUEST::contains);
        return Stream.concat(after, names(SIGNATURES).stream().filter(name -> isMore && ON_REQUEST.contains(name))).toList();
    }

    private static boolean isCertificate(String signature) {
        return signature.endsWith("-cert-v01@openssh.com");
    }

    /** The key type that a signature algorithm signs with: RFC 8332 has several for {@code ssh-rsa}. */
    public static String keyType(String signature) {
        return signature.startsWith("rsa-sha2-") && !isCertificate(signature) ? "ssh-rsa" : signature;
    }
}
