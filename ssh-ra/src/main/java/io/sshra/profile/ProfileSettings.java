package io.sshra.profile;

import java.time.Duration;

/**
 * What the properties of a connection definition or of an administered object say about one profile. Strings are null or
 * empty where nothing is said.
 *
 * @param name                as applications say it
 * @param host                empty if there is no such profile
 * @param privateKeyFile      in OpenSSH, PEM or PKCS#8 form
 * @param certificateFile     an OpenSSH certificate for that key
 * @param promptAnswers       lines of {@code part of a question=answer}
 * @param hostKeyFingerprints separated by commas or white space
 * @param knownHostsFile      of this profile
 * @param jump                profiles to go through, separated by commas
 * @param connectTimeout      null for the definition's
 * @param keepaliveInterval   null for the adapter's
 */
public record ProfileSettings(String name, String host, int port, String username, String password,
        String privateKeyFile, String privateKeyPassphrase, String certificateFile, String promptAnswers,
        String hostKeyFingerprints, String knownHostsFile, String privilegeLevel, String jump, boolean allowForwarding,
        Duration connectTimeout, Duration keepaliveInterval, Profile.Limits limits) {

    /** Which profile this is; no secret. */
    @Override
    public String toString() {
        return "ProfileSettings[" + name + ", host=" + host + "]";
    }
}
