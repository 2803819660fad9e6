package io.sshra.profile;

import io.sshra.SshCertificateTerms;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshRemoteShell;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks properties of connection definitions and administered objects, before a profile is made of them. Each check does nothing or
 * throws an exception that says what is wrong.
 */
public final class PropertyRules {

    private PropertyRules() {
    }

    /** @throws IllegalArgumentException if a fingerprint is invalid */
    public static void fingerprints(String text) {
        HostKeys.fingerprints(text);
    }

    /** @throws IllegalArgumentException if a jump host is invalid */
    public static void jumps(String text) {
        Hop.list(text.strip());
    }

    /**
     * A proxy, see {@link ProfileSettings.Via}.
     *
     * @param password null or empty if there is none
     * @throws IllegalArgumentException if one of the two is invalid, or missing; the message shows neither
     */
    public static void proxy(String url, String password) {
        ProxyUrl.of(url.strip()).check(ProfileReader.characters(password));
    }

    /** @throws IllegalArgumentException if a line has no question; the message shows no part of the line */
    public static void promptAnswers(String text) {
        ProfileReader.promptAnswers(text);
    }

    /**
     * A list of algorithms.
     *
     * @param legacy whether legacy algorithms are switched on
     * @throws IllegalArgumentException if a name is unknown, or no algorithm is left
     */
    public static void algorithms(AlgorithmKind kind, String text, boolean legacy) {
        ChosenAlgorithms.parse(kind, text.strip(), legacy);
    }

    /** @throws IllegalArgumentException if this is not the name or address of a host */
    public static void host(String text) {
        if (text.strip().chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException("a host can't have white space or control characters");
        }
    }

    /** @throws IllegalArgumentException if there is no such shell */
    public static void remoteShell(String name) {
        SshRemoteShell.of(name);
    }

    /** A file in ssh_config format, with what it includes. */
    public static void profilesFile(String path) throws SshProfileException {
        SshConfigFile.read(Path.of(path), new WatchedFiles(0));
    }

    /** A file with rules of privilege levels. */
    public static void policyFile(String path) throws SshProfileException {
        PolicyFile.check(Path.of(path));
    }

    /** A file that can be read. */
    public static void readableFile(String path) throws SshProfileException {
        new WatchedFiles(0).bytes(Path.of(path), SshErrorCode.INVALID_PROFILE);
    }

    /** A file that can be read, or does not exist. */
    public static void readableIfThere(String path) throws SshProfileException {
        if (!Files.notExists(Path.of(path))) {
            readableFile(path);
        }
    }

    /**
     * A private key.
     *
     * @param passphrase null or empty if there is none
     */
    public static void privateKey(String path, String passphrase) throws SshException {
        PrivateKeySource.of(path, new WatchedFiles(0).bytes(Path.of(path), SshErrorCode.UNREADABLE_KEY),
                ProfileReader.characters(passphrase), null).check();
    }

    /**
     * The private key of a certificate authority, as text.
     *
     * @param passphrase null or empty if there is none
     */
    public static void authorityKey(String text, String passphrase) throws SshException {
        Certificates.key(text, ProfileReader.characters(passphrase)).check();
    }

    /**
     * The private key of a certificate authority in the place of a password.
     *
     * @param text wiped
     */
    public static PrivateKeySource authorityKey(char[] text) {
        return Certificates.key(text, "of the container's login", null);
    }

    /** @throws IllegalArgumentException if a principal is invalid */
    public static void principals(String list) {
        Certificates.terms(list, SshCertificateTerms.DEFAULTS.validity(), null, null, null);
    }

    /** @throws IllegalArgumentException if a network is invalid */
    public static void sourceAddress(String list) {
        Certificates.sourceAddress(list);
    }

    /** @throws IllegalArgumentException if this is no command line */
    public static void forceCommand(String command) {
        Certificates.terms(null, SshCertificateTerms.DEFAULTS.validity(), null, command, null);
    }

    /** @throws IllegalArgumentException if an extension is unknown */
    public static void certificateExtensions(String list) {
        Certificates.extensions(list);
    }

    /** A certificate for a private key that can be used. */
    public static void certificate(String path, String keyPath, String passphrase) throws SshException {
        WatchedFiles files = new WatchedFiles(0);
        PrivateKeySource.of(keyPath, files.bytes(Path.of(keyPath), SshErrorCode.UNREADABLE_KEY), ProfileReader.characters(passphrase),
                new String(files.bytes(Path.of(path), SshErrorCode.UNREADABLE_CERTIFICATE), StandardCharsets.UTF_8)).check();
    }
}
