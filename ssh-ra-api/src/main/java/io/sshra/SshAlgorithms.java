package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * Which algorithms are offered to a target, each list in the format of ssh_config(5): names or patterns with commas replace what is
 * offered by default; with {@code +} in front they are added to it, with {@code -} they are removed from it, with {@code ^} they are
 * moved to its head. Null leaves the default. Immutable. The lists are checked when the target is used.
 *
 * @param hostKeyAlgorithms host key algorithms (RFC 4253 section 6.6)
 * @param kexAlgorithms     key exchange methods (RFC 4253 section 7)
 * @param ciphers           encryption (RFC 4253 section 6.3)
 * @param macs              message authentication (RFC 4253 section 6.4)
 * @param legacy            whether SHA-1 and CBC are offered behind everything else, see {@link #withLegacy()}
 * @since 1.0
 */
public record SshAlgorithms(@Nullable String hostKeyAlgorithms, @Nullable String kexAlgorithms, @Nullable String ciphers, @Nullable String macs, boolean legacy) {

    /** What is offered by default. */
    public static final SshAlgorithms DEFAULTS = new SshAlgorithms(null, null, null, null, false);

    /** The same with these host key algorithms; null for the default. */
    public SshAlgorithms withHostKeyAlgorithms(@Nullable String list) {
        return new SshAlgorithms(list, kexAlgorithms, ciphers, macs, legacy);
    }

    /** The same with these key exchange methods; null for the default. */
    public SshAlgorithms withKexAlgorithms(@Nullable String list) {
        return new SshAlgorithms(hostKeyAlgorithms, list, ciphers, macs, legacy);
    }

    /** The same with these ciphers; null for the default. */
    public SshAlgorithms withCiphers(@Nullable String list) {
        return new SshAlgorithms(hostKeyAlgorithms, kexAlgorithms, list, macs, legacy);
    }

    /** The same with these MACs; null for the default. */
    public SshAlgorithms withMacs(@Nullable String list) {
        return new SshAlgorithms(hostKeyAlgorithms, kexAlgorithms, ciphers, list, legacy);
    }

    /**
     * The same for an old device that has nothing but SHA-1 and CBC. Who can record or change the traffic may break these: each connect
     * is logged as a warning.
     */
    public SshAlgorithms withLegacy() {
        return withLegacy(true);
    }

    /** Whether SHA-1 and CBC are offered, as with {@link #withLegacy()}. The default is false. */
    public SshAlgorithms withLegacy(boolean offered) {
        return new SshAlgorithms(hostKeyAlgorithms, kexAlgorithms, ciphers, macs, offered);
    }
}
