package io.sshra.profile;

import java.time.Duration;

/**
 * What one connection definition's properties say about profiles. Strings are null or empty where nothing is said.
 *
 * @param profile              the name of the profile that the other properties describe
 * @param host                 empty if the definition has no profile of its own
 * @param hostKeyFingerprints  separated by commas or white space
 * @param profilesFile         in {@code ssh_config} format
 * @param allowForwarding      for the definition's own profile and those of its file
 * @param keepaliveInterval    the adapter's, for profiles that have none of their own
 */
public record DefinitionSettings(String profile, String host, int port, String username, String password,
        String privateKeyFile, String privateKeyPassphrase, String hostKeyFingerprints, String knownHostsFile,
        String privilegeLevel, String profilesFile, Duration connectTimeout, Duration keepaliveInterval,
        int keepaliveMaxMissed, boolean allowForwarding) {

    /** Which definition this is, without secrets. */
    @Override
    public String toString() {
        return "DefinitionSettings[profile=" + profile + ", host=" + host + ", profilesFile=" + profilesFile + "]";
    }
}
