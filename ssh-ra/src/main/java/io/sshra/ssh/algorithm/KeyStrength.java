package io.sshra.ssh.algorithm;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * Which keys are strong enough.
 *
 * @param rsaBits      the least size of RSA keys, those of hosts and those to log in with ({@code RequiredRSASize}); like {@code ssh}, this
 *                     is never below {@link #LEAST_RSA_BITS}
 * @param caSignatures how certificates of hosts may be signed ({@code CASignatureAlgorithms}); empty for every way that the key exchange
 *                     accepts
 */
public record KeyStrength(int rsaBits, List<String> caSignatures) {

    /** The bound of OpenSSH, too. */
    public static final int LEAST_RSA_BITS = 1024;

    /** Where nothing else is configured. */
    public static final KeyStrength DEFAULTS = new KeyStrength(LEAST_RSA_BITS, List.of());

    public KeyStrength {
        rsaBits = Math.max(rsaBits, LEAST_RSA_BITS);
        caSignatures = List.copyOf(caSignatures);
    }

    /** What is wrong with the size of this key, as the end of a sentence about it; null if nothing is. */
    public String shortcoming(PublicKey key) {
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < rsaBits
                ? "has " + rsa.getModulus().bitLength() + " bits, fewer than the " + rsaBits + " that RSA keys must have" : null;
    }

    /** Whether a certificate of a host may be signed with this algorithm. */
    public boolean allowsCaSignature(String algorithm) {
        return caSignatures.isEmpty() || caSignatures.contains(algorithm);
    }
}
