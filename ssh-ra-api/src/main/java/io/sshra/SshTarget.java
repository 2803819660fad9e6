package io.sshra;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How to reach a machine that only the application knows: host, port, login, credential and the host keys to accept.
 *
 * <p>Immutable, but for {@link #destroy()}. {@link #toString()} shows no secret. The adapter copies the secrets, keeps
 * the copies as long as the session's connection may reconnect, and wipes them after that. A target can therefore be destroyed
 * as soon as {@code getConnection} has returned.
 *
 * <p>The builder throws {@link IllegalArgumentException} for invalid parts. What depends on the connection definition is checked by the
 * factory, which throws an {@link SshInputException} for a target without a credential, or with algorithms that can't be offered.
 */
public final class SshTarget {

    /** The port of SSH, RFC 4253 section 4.1. */
    public static final int DEFAULT_PORT = 22;

    private static final int MAX_JUMPS = 10;
    private static final String HOST = "the host";
    private static final String USERNAME = "the user name of the target";
    private static final String USERNAME_ADVICE = "give the login on the target";
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?");

    private final String host;
    private final int port;
    private final String username;
    private final char[] password;
    private final List<SshIdentity> identities;
    private final Map<String, char[]> promptAnswers;
    private final Set<String> hostKeyFingerprints;
    private final String privilegeLevel;
    private final SshTarget jump;
    private final boolean allowForwarding;
    private final SshAlgorithms algorithms;
    private final SshRemoteShell remoteShell;

    private SshTarget(Builder builder) {
        host = builder.host;
        port = builder.port;
        username = builder.username;
        password = copy(builder.password);
        identities = List.copyOf(builder.identities);
        promptAnswers = copy(builder.promptAnswers);
        hostKeyFingerprints = Set.copyOf(builder.hostKeyFingerprints);
        privilegeLevel = builder.privilegeLevel;
        jump = builder.jump;
        allowForwarding = builder.allowForwarding;
        algorithms = builder.algorithms;
        remoteShell = builder.remoteShell;
    }

    /** Starts a target on port 22. */
    public static Builder builder() {
        return new Builder();
    }

    /** Host name or address. */
    public String host() {
        return host;
    }

    /** TCP port, 1 to 65535. */
    public int port() {
        return port;
    }

    /** The user name on the target (RFC 4252 section 5). */
    public String username() {
        return username;
    }

    /** A copy of the password, or null. The caller wipes it. */
    public char[] password() {
        return copy(password);
    }

    /** The private keys, in the order in which they are offered. Never null. */
    public List<SshIdentity> identities() {
        return identities;
    }

    /**
     * Copies of the answers to keyboard-interactive questions, by a part of the question. Never null. The caller wipes them.
     */
    public Map<String, char[]> promptAnswers() {
        return copy(promptAnswers);
    }

    /**
     * The host keys to accept, as {@code ssh-keygen -l} prints them ({@code SHA256:…}). Never null. If empty, the connection
     * definition's {@code knownHostsFile} is used. If that has no key of the host either, connecting fails with
     * {@link SshErrorCode#HOST_KEY_UNKNOWN} before anything secret is sent. The exception has the key, so that the user can be
     * asked.
     */
    public Set<String> hostKeyFingerprints() {
        return hostKeyFingerprints;
    }

    /** Reported in {@link SshConnectionInfo#privilegeLevel()}; null for none. */
    public String privilegeLevel() {
        return privilegeLevel;
    }

    /** The jump host, with its own login and possibly its own jump host; null for none. */
    public SshTarget jump() {
        return jump;
    }

    private int jumps() {
        return jump == null ? 0 : 1 + jump.jumps();
    }

    /** Whether ports may be forwarded through the target. The default is false. */
    public boolean allowForwarding() {
        return allowForwarding;
    }

    /** The shell that reads command lines there. The default is {@link SshRemoteShell#POSIX}. */
    public SshRemoteShell remoteShell() {
        return remoteShell;
    }

    /** Which algorithms are offered to the target. Never null. */
    public SshAlgorithms algorithms() {
        return algorithms;
    }

    /** Wipes the password, the passphrases and the answers of this target and its jump host. It can't be used after that. */
    public void destroy() {
        wipe(password);
        identities.forEach(SshIdentity::destroy);
        promptAnswers.values().forEach(SshTarget::wipe);
        if (jump != null) {
            jump.destroy();
        }
    }

    /** Host, port and login; no secret. */
    @Override
    public String toString() {
        return "SshTarget[" + SshText.visible(username) + "@" + SshText.visible(host) + ":" + port + "]";
    }

    private static Map<String, char[]> copy(Map<String, char[]> secrets) {
        Map<String, char[]> copies = new LinkedHashMap<>();
        secrets.forEach((prompt, answer) -> copies.put(prompt, copy(answer)));
        return Collections.unmodifiableMap(copies);
    }

    private static char[] copy(char[] secret) {
        return secret == null ? null : secret.clone();
    }

    private static void wipe(char[] secret) {
        if (secret != null) {
            Arrays.fill(secret, '\0');
        }
    }

    /** Collects the parts of a target. Not for several threads. */
    public static final class Builder {

        private String host;
        private int port = DEFAULT_PORT;
        private String username;
        private char[] password;
        private final List<SshIdentity> identities = new ArrayList<>();
        private final Map<String, char[]> promptAnswers = new LinkedHashMap<>();
        private final Set<String> hostKeyFingerprints = new LinkedHashSet<>();
        private String privilegeLevel;
        private SshTarget jump;
        private boolean allowForwarding;
        private SshAlgorithms algorithms = SshAlgorithms.DEFAULTS;
        private SshRemoteShell remoteShell = SshRemoteShell.POSIX;

        private Builder() {
        }

        /**
         * Host name or address.
         *
         * @throws IllegalArgumentException if it is null or empty, or has white space or control characters
         */
        public Builder host(String host) {
            this.host = Checks.host(host, HOST);
            return this;
        }

        /**
         * TCP port; {@value #DEFAULT_PORT} by default.
         *
         * @throws IllegalArgumentException if it is not 1 to 65535
         */
        public Builder port(int port) {
            this.port = Checks.port(port, 1, "the port");
            return this;
        }

        /**
         * The user name on the target.
         *
         * @throws IllegalArgumentException if it is null or empty, or has control characters
         */
        public Builder username(String username) {
            this.username = Checks.word(username, USERNAME, USERNAME_ADVICE);
            return this;
        }

        /** The array is copied by {@link #build()}; the caller wipes it after that. Null, the default, is none. */
        public Builder password(char[] password) {
            this.password = password;
            return this;
        }

        /** Adds a private key. Keys are offered in the order in which they are added. */
        public Builder identity(SshIdentity identity) {
            identities.add(Checks.notNull(identity, "the identity", "give a private key"));
            return this;
        }

        /** Adds a key pair. */
        public Builder keyPair(KeyPair keyPair) {
            return identity(SshIdentity.of(keyPair));
        }

        /** Adds a private key, as text that needs no passphrase. */
        public Builder privateKey(String text) {
            return identity(SshIdentity.of(text));
        }

        /** Adds a private key, as text, with its passphrase, which is copied. */
        public Builder privateKey(String text, char[] passphrase) {
            return identity(SshIdentity.of(text).withPassphrase(passphrase));
        }

        /**
         * Adds an answer to a question of keyboard-interactive authentication (RFC 4256).
         *
         * @param part   a part of the question, in upper or lower case; not empty, because an empty one is part of every question
         * @param answer copied by {@link #build()}; not null
         * @throws IllegalArgumentException if there is no part or no answer
         */
        public Builder promptAnswer(String part, char[] answer) {
            String advice = "give a part of the question";
            if (Checks.notNull(part, "the question", advice).isBlank()) {
                throw Checks.invalid("the question is empty", advice);
            }
            promptAnswers.put(part, Checks.notNull(answer, "the answer", "give an empty one for none"));
            return this;
        }

        /**
         * Adds a host key to accept, as {@code ssh-keygen -l} prints it: {@code SHA256:…}.
         *
         * @throws IllegalArgumentException if it is null, or not {@code SHA256:} and 43 characters of Base64
         */
        public Builder hostKeyFingerprint(String fingerprint) {
            String advice = "give what ssh-keygen -l prints, SHA256: and 43 characters";
            if (!FINGERPRINT.matcher(Checks.notNull(fingerprint, "the fingerprint", advice)).matches()) {
                throw Checks.invalid("invalid fingerprint of a host key, " + Checks.shown(fingerprint), advice);
            }
            this.hostKeyFingerprints.add(fingerprint);
            return this;
        }

        public Builder privilegeLevel(String privilegeLevel) {
            this.privilegeLevel = privilegeLevel;
            return this;
        }

        /** The jump host to go through. */
        public Builder jump(SshTarget jump) {
            this.jump = jump;
            return this;
        }

        /** Whether ports may be forwarded through the target. */
        public Builder allowForwarding(boolean allowForwarding) {
            this.allowForwarding = allowForwarding;
            return this;
        }

        /** The shell that reads command lines there; not null. */
        public Builder remoteShell(SshRemoteShell remoteShell) {
            this.remoteShell = Checks.notNull(remoteShell, "the shell", "give SshRemoteShell.POSIX for the default");
            return this;
        }

        /** Which algorithms are offered. */
        public Builder algorithms(SshAlgorithms algorithms) {
            this.algorithms = Checks.notNull(algorithms, "the choice of algorithms", "give SshAlgorithms.DEFAULTS for the default");
            return this;
        }

        /** @throws IllegalArgumentException if there is no host or user name, or more than 10 jump hosts in a row */
        public SshTarget build() {
            host(host);
            username(username);
            if (jump != null && jump.jumps() >= MAX_JUMPS) {
                throw Checks.invalid("the target has more than " + MAX_JUMPS + " jump hosts in a row", "leave out a jump host");
            }
            return new SshTarget(this);
        }
    }
}
