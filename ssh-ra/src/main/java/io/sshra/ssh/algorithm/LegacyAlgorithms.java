package io.sshra.ssh.algorithm;

import java.util.List;
import org.apache.sshd.client.ClientBuilder;
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
 * What old devices have and nothing else should use, in order of preference: SHA-1 in key exchange, MACs and signatures (RFC 9142), and
 * CBC (RFC 4253 section 6.3). Only a profile that switches it on offers it, behind everything else. No MD5, RC4 and DSA.
 */
// MINA has marked them as deprecated because they are weak, and has them all the same.
@SuppressWarnings("deprecation")
final class LegacyAlgorithms {

    static final List<KeyExchangeFactory> KEY_EXCHANGES = NamedFactory.setUpTransformedFactories(true, List.of(
            BuiltinDHFactories.dhgex,
            BuiltinDHFactories.dhg14,
            BuiltinDHFactories.dhg1), ClientBuilder.DH2KEX);

    static final List<NamedFactory<Cipher>> CIPHERS = Algorithms.supported(List.of(
            BuiltinCiphers.aes128cbc,
            BuiltinCiphers.aes192cbc,
            BuiltinCiphers.aes256cbc,
            BuiltinCiphers.tripledescbc));

    static final List<NamedFactory<Mac>> MACS = Algorithms.supported(List.of(
            BuiltinMacs.hmacsha1etm,
            BuiltinMacs.hmacsha1,
            BuiltinMacs.hmacsha196));

    static final List<NamedFactory<Signature>> SIGNATURES = Algorithms.supported(List.of(BuiltinSignatures.rsa));

    private LegacyAlgorithms() {
    }
}
