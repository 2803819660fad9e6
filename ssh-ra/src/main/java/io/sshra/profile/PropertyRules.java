package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What can be said of properties of definitions and administered objects before there is a profile to make of them. Each rule
 * throws an exception that says what is wrong, or does nothing.
 */
public final class PropertyRules {

    private PropertyRules() {
    }

    /** @throws IllegalArgumentException if a fingerprint is none */
    public static void fingerprints(String text) {
        HostKeys.fingerprints(text);
    }

    /** @throws IllegalArgumentException if a hop can't be one */
    public static void jumps(String text) {
        Hop.list(text.strip());
    }

    /** @throws IllegalArgumentException if a line has no question; the message has no part of it */
    public static void promptAnswers(String text) {
        ProfileReader.promptAnswers(text);
    }

    /** @throws IllegalArgumentException if it can't be the name or address of a host */
    public static void host(String text) {
        if (text.strip().chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException("a host has no white space");
        }
    }

    /** A file in ssh_config format, with what it includes. */
    public static void profilesFile(String path) throws SshProfileException {
        SshConfigFile.read(Path.of(path), new WatchedFiles(0));
    }

    /** A file that can be read. */
    public static void readableFile(String path) throws SshProfileException {
        new WatchedFiles(0).bytes(Path.of(path), SshErrorCode.INVALID_PROFILE);
    }

    /** A file that can be read, or is not there. */
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

    /** A certificate for a private key that can be used. */
    public static void certificate(String path, String keyPath, String passphrase) throws SshException {
        WatchedFiles files = new WatchedFiles(0);
        PrivateKeySource.of(keyPath, files.bytes(Path.of(keyPath), SshErrorCode.UNREADABLE_KEY), ProfileReader.characters(passphrase),
                new String(files.bytes(Path.of(path), SshErrorCode.UNREADABLE_CERTIFICATE), StandardCharsets.UTF_8)).check();
    }
}
