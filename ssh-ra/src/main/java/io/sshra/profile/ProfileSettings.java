package io.sshra.profile;

import io.sshra.SshAlgorithms;
import io.sshra.SshTarget;
import java.time.Duration;

/**
 * What the properties of a connection definition or of an administered object say about one profile. Strings are null or
 * blank where nothing is said.
 *
 * @param name       as applications name it
 * @param route      how to get there
 * @param login      how to log in
 * @param hostKeys   which host keys to accept
 * @param algorithms which algorithms to offer
 * @param options    everything else
 */
public record ProfileSettings(String name, Route route, Login login, AcceptedHostKeys hostKeys, SshAlgorithms algorithms, Options options) {

    /**
     * How to get there.
     *
     * @param host  blank if there is no such profile
     * @param jump  profiles to go through, separated by commas
     * @param proxy to go through
     */
    public record Route(String host, int port, String jump, Via proxy) {

        /** Without a proxy. */
        public Route(String host, int port, String jump) {
            this(host, port, jump, Via.NOTHING);
        }
    }

    /**
     * A proxy.
     *
     * @param url           {@code socks5://[user@]host:port} or {@code http://[user@]host:port}
     * @param resolvesNames whether it gets the name of the host, and not an address
     */
    public record Via(String url, String password, boolean resolvesNames) {

        /** No proxy. */
        public static final Via NOTHING = new Via(null, null, false);

        /** Only the address; no secret. */
        @Override
        public String toString() {
            return "Via[" + url + "]";
        }
    }

    /**
     * How to log in.
     *
     * @param promptAnswers lines of {@code part of a question=answer}
     * @param authority     what makes keys and certificates, in place of a key
     */
    public record Login(String username, String password, KeyFile key, String promptAnswers, Authority authority) {

        /** Without an authority. */
        public Login(String username, String password, KeyFile key, String promptAnswers) {
            this(username, password, key, promptAnswers, Authority.NONE);
        }

        /** Only the user name; no secret. */
        @Override
        public String toString() {
            return "Login[" + username + "]";
        }
    }

    /**
     * A private key.
     *
     * @param file            in OpenSSH, PEM, PKCS#8 or PuTTY form
     * @param certificateFile an OpenSSH certificate for that key
     */
    public record KeyFile(String file, String passphrase, String certificateFile) {

        /** No key. */
        public static final KeyFile NONE = new KeyFile(null, null, null);

        /** Only the file; no secret. */
        @Override
        public String toString() {
            return "KeyFile[" + file + "]";
        }
    }

    /**
     * An authority that signs a certificate for each connection.
     *
     * @param file         with its private key
     * @param key          the same as text
     * @param source       the JNDI name of who signs; only one of the three is given, or none
     * @param certificates what the certificates say
     */
    public record Authority(String file, String key, String passphrase, String source, CertificateText certificates) {

        /** No authority. */
        public static final Authority NONE = new Authority(null, null, null, null, null);

        /** Only the file; no secret. */
        @Override
        public String toString() {
            return "Authority[" + file + "]";
        }
    }

    /**
     * What certificates say, as text.
     *
     * @param principals    separated by commas
     * @param validity      before and after their making
     * @param sourceAddress networks, separated by commas
     * @param extensions    separated by commas
     */
    public record CertificateText(String principals, Duration validity, String sourceAddress, String forceCommand, String extensions) {
    }

    /**
     * Which host keys to accept.
     *
     * @param fingerprints   pinned keys, separated by commas or white space
     * @param knownHostsFile of this profile
     */
    public record AcceptedHostKeys(String fingerprints, String knownHostsFile) {
    }

    /**
     * What most profiles leave as it is.
     *
     * @param allowForwarding whether ports may be forwarded
     * @param remoteShell     name of the shell that reads command lines there
     * @param times           of its own
     * @param limits          of its own
     */
    public record Options(String privilegeLevel, boolean allowForwarding, String remoteShell, Times times, Profile.Limits limits) {

        public static final Options DEFAULTS = new Options(null, false, null, Times.DEFAULTS, Profile.Limits.NONE);
    }

    /**
     * Times of one profile.
     *
     * @param connectTimeout    null for that of the definition
     * @param keepaliveInterval null for that of the adapter; zero for servers that are not asked
     */
    public record Times(Duration connectTimeout, Duration keepaliveInterval) {

        public static final Times DEFAULTS = new Times(null, null);
    }

    /** A profile of which nothing but the name is known yet. */
    public static ProfileSettings named(String name) {
        return new ProfileSettings(name, new Route(null, SshTarget.DEFAULT_PORT, null), new Login(null, null, KeyFile.NONE, null),
                new AcceptedHostKeys(null, null), SshAlgorithms.DEFAULTS, Options.DEFAULTS);
    }

    public ProfileSettings with(Route other) {
        return new ProfileSettings(name, other, login, hostKeys, algorithms, options);
    }

    public ProfileSettings with(Login other) {
        return new ProfileSettings(name, route, other, hostKeys, algorithms, options);
    }

    public ProfileSettings with(AcceptedHostKeys other) {
        return new ProfileSettings(name, route, login, other, algorithms, options);
    }

    public ProfileSettings with(SshAlgorithms other) {
        return new ProfileSettings(name, route, login, hostKeys, other, options);
    }

    public ProfileSettings with(Options other) {
        return new ProfileSettings(name, route, login, hostKeys, algorithms, other);
    }

    /** Whether there is such a profile: it has a host. */
    boolean exists() {
        return ProfileReader.isGiven(route.host());
    }

    /** Which profile this is; no secret. */
    @Override
    public String toString() {
        return "ProfileSettings[" + name + ", host=" + route.host() + "]";
    }
}
