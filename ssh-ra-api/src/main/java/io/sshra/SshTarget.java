package io.sshra;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a machine that only the application knows: host, port, login, credential and the host keys to accept.
 *
 * <p>Immutable, but for {@link #destroy()}. {@link #toString()} shows no secret. The adapter copies the secrets, keeps the copies as long as
 * the session's connection may reconnect, and wipes them after that. A target can therefore be destroyed as soon as {@code getConnection} returns.
 *
 * <p>The builder throws {@link IllegalArgumentException} for invalid parts. What depends on the connection definition is checked by the
 * factory, which throws an {@link SshInputException} for a target without a credential, or with algorithms that can't be offered.
 *
 * @since 1.0
 */
public final class SshTarget {

    /** The port of SSH, RFC 4253 section 4.1. */
    public static final int DEFAULT_PORT = 22;

    private final TargetParts parts;
    private volatile boolean destroyed;

    private SshTarget(TargetParts parts) {
        this.parts = parts;
    }

    /** Starts a target on port 22. */
    public static Builder builder() {
        return new Builder(null, new TargetParts());
    }

    /**
     * Starts with the parts of this target. The new target has copies of its own of the secrets, those of the jump host and the proxy included:
     * each of the two is destroyed by itself.
     *
     * @throws IllegalStateException if this target is destroyed, as is {@link Builder#build()} then
     */
    public Builder toBuilder() {
        checkUsable();
        Builder builder = new Builder(this, parts.shared());
        builder.parts.identities.replaceAll(SshIdentity::copy);
        builder.parts.authority = SshCertificateAuthority.copy(parts.authority);
        builder.parts.jump = parts.jump == null ? null : parts.jump.toBuilder().build();
        builder.parts.proxy = parts.proxy == null ? null : parts.proxy.copy();
        return builder;
    }

    /** A copy of a secret that is wiped meanwhile may be of any content. */
    private void checkUsable() {
        if (destroyed) {
            throw new IllegalStateException(this + " is destroyed");
        }
    }

    /** Host name or address. */
    public String host() {
        return parts.host;
    }

    /** TCP port, 1 to 65535. */
    public int port() {
        return parts.port;
    }

    /** The user name on the target (RFC 4252 section 5). */
    public String username() {
        return parts.username;
    }

    /**
     * A copy of the password, or null. The caller wipes it.
     *
     * @throws IllegalStateException if this target is destroyed
     */
    public char @Nullable [] password() {
        char @Nullable [] copy = TargetParts.copy(parts.password);
        checkUsable();
        return copy;
    }

    /** The private keys, in the order in which they are offered. Never null. */
    public List<SshIdentity> identities() {
        return parts.identities;
    }

    /** The authority that signs a certificate for each connection; null for none. */
    public @Nullable SshCertificateAuthority certificateAuthority() {
        return parts.authority;
    }

    /**
     * Copies of the answers to keyboard-interactive questions, by a part of the question. Never null. The caller wipes them.
     *
     * @throws IllegalStateException if this target is destroyed
     */
    public Map<String, char[]> promptAnswers() {
        Map<String, char[]> copies = TargetParts.copy(parts.promptAnswers);
        checkUsable();
        return Collections.unmodifiableMap(copies);
    }

    /**
     * The host keys to accept, as {@code ssh-keygen -l} prints them ({@code SHA256:…}). Never null. If empty, the connection
     * definition's {@code knownHostsFile} is used. If that has no key of the host either, connecting fails with
     * {@link SshErrorCode#HOST_KEY_UNKNOWN} before anything secret is sent. The exception has the key, so that the user can be
     * asked.
     */
    public Set<String> hostKeyFingerprints() {
        return parts.hostKeyFingerprints;
    }

    /** The level whose rules count, if the connection definition has a policy file; null for none. */
    public @Nullable String privilegeLevel() {
        return parts.privilegeLevel;
    }

    /** The jump host, with its own login and possibly its own jump host; null for none. */
    public @Nullable SshTarget jump() {
        return parts.jump;
    }

    /** The proxy on the way to the target; null for none. */
    public @Nullable SshProxy proxy() {
        return parts.proxy;
    }

    /** Whether ports may be forwarded, and streams opened, through the target. The default is false. */
    public boolean allowForwarding() {
        return parts.allowForwarding;
    }

    /** The shell that reads command lines there. The default is {@link SshRemoteShell#POSIX}. */
    public SshRemoteShell remoteShell() {
        return parts.remoteShell;
    }

    /** Which algorithms are offered to the target. Never null. */
    public SshAlgorithms algorithms() {
        return parts.algorithms;
    }

    /**
     * Wipes the password, the answers, the keys' texts and the passphrases of this target, its proxy and its jump host. It can't be used after that: what would need
     * the secrets throws {@link IllegalStateException}.
     */
    public void destroy() {
        destroyed = true;
        parts.wipe();
    }

    /** Whether this target, its jump host, its proxy or one of their identities is destroyed. */
    public boolean isDestroyed() {
        return destroyed || parts.authority != null && parts.authority.isDestroyed() || parts.proxy != null && parts.proxy.isDestroyed()
                || parts.jump != null && parts.jump.isDestroyed() || parts.identities.stream().anyMatch(SshIdentity::isDestroyed);
    }

    /** Host, port and login; no secret. */
    @Override
    public String toString() {
        return "SshTarget[" + SshText.visible(parts.username) + "@" + SshText.visible(parts.host) + ":" + parts.port + "]";
    }

    /** Collects the parts of a target. Not for several threads. */
    public static final class Builder extends LoginBuilder<Builder> {

        /** The target that the secrets are still to be copied from; null for none. */
        private final @Nullable SshTarget origin;

        private Builder(@Nullable SshTarget origin, TargetParts parts) {
            super(parts);
            this.origin = origin;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Host name or address.
         *
         * @throws IllegalArgumentException if it is null or empty, or has white space or control characters
         */
        public Builder host(String host) {
            parts.host(host);
            return this;
        }

        /**
         * TCP port; {@value #DEFAULT_PORT} by default.
         *
         * @throws IllegalArgumentException if it is not 1 to 65535
         */
        public Builder port(int port) {
            parts.port = Checks.port(port, 1, "the port");
            return this;
        }

        /**
         * The user name on the target.
         *
         * @throws IllegalArgumentException if it is null or empty, or has control characters
         */
        public Builder username(String username) {
            parts.username(username);
            return this;
        }

        /**
         * Adds a host key to accept, as {@code ssh-keygen -l} prints it: {@code SHA256:…}.
         *
         * @throws IllegalArgumentException if it is null, or not {@code SHA256:} and 43 characters of Base64
         */
        public Builder hostKeyFingerprint(String fingerprint) {
            parts.hostKeyFingerprint(fingerprint);
            return this;
        }

        /**
         * Sets all host keys to accept in place of those that were added; an empty set, the default, leaves that to the connection
         * definition's known_hosts file.
         *
         * @throws IllegalArgumentException as {@link #hostKeyFingerprint}
         */
        public Builder hostKeyFingerprints(Set<String> fingerprints) {
            parts.hostKeyFingerprints(fingerprints);
            return this;
        }

        /** The level whose rules count, if the connection definition has a policy file. Null, the default, is none. */
        public Builder privilegeLevel(@Nullable String privilegeLevel) {
            parts.privilegeLevel = privilegeLevel;
            return this;
        }

        /** The jump host to go through, which {@link SshTarget#destroy()} destroys, too. Null, the default, is none. */
        public Builder jump(@Nullable SshTarget jump) {
            parts.jump = jump;
            return this;
        }

        /**
         * The proxy to go through, which {@link SshTarget#destroy()} destroys, too. Null, the default, is none. It is for a target that is
         * connected to: behind a jump host, the jump host has the proxy.
         */
        public Builder proxy(@Nullable SshProxy proxy) {
            parts.proxy = proxy;
            return this;
        }

        /** Whether ports may be forwarded, and streams opened, through the target. The default is false. */
        public Builder allowForwarding(boolean allowForwarding) {
            parts.allowForwarding = allowForwarding;
            return this;
        }

        /** The shell that reads command lines there; {@link SshRemoteShell#POSIX} by default. */
        public Builder remoteShell(SshRemoteShell remoteShell) {
            parts.remoteShell = Checks.notNull(remoteShell, "the shell", "give SshRemoteShell.POSIX for the default");
            return this;
        }

        /** Which algorithms are offered; {@link SshAlgorithms#DEFAULTS} by default. */
        public Builder algorithms(SshAlgorithms algorithms) {
            parts.algorithms = Checks.notNull(algorithms, "the choice of algorithms", "give SshAlgorithms.DEFAULTS for the default");
            return this;
        }

        /** @throws IllegalArgumentException if there is no host or user name, a jump host and a proxy, or more than 10 jump hosts in a row */
        public SshTarget build() {
            parts.check();
            SshTarget target = new SshTarget(parts.owned());
            if (origin != null) {
                origin.checkUsable();
            }
            return target;
        }
    }
}
