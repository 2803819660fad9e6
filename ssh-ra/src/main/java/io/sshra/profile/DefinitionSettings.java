package io.sshra.profile;

import io.sshra.SshCertificateSource;
import io.sshra.SshProfileException;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import java.util.Set;

/**
 * What one connection definition says about profiles. Strings are null or blank where nothing is said.
 *
 * @param sources        where profiles are found
 * @param defaults       for profiles that say nothing themselves
 * @param targetNetworks  where the targets that applications bring along may be, and their proxies
 * @param allowProxyNames whether such a proxy may resolve the name of the target, for which no such rule holds then
 */
public record DefinitionSettings(Sources sources, Defaults defaults, DestinationRule targetNetworks, boolean allowProxyNames) {

    /**
     * Where profiles are found, the first first.
     *
     * @param own          the profile that the definition's properties describe
     * @param objects      administered objects
     * @param profilesFile in the format of ssh_config(5)
     * @param certificates who signs certificates in place of a key of the profile
     */
    public record Sources(ProfileSettings own, Objects objects, String profilesFile, Signers certificates) {

        /** Where nobody signs certificates. */
        public Sources(ProfileSettings own, Objects objects, String profilesFile) {
            this(own, objects, profilesFile, new Signers(name -> null, false));
        }
    }

    /**
     * Who signs certificates.
     *
     * @param sources finds sources by name
     * @param login   whether the container's login has the key of an authority in place of a password
     */
    public record Signers(CertificateSources sources, boolean login) {
    }

    /** Finds those who sign certificates. */
    public interface CertificateSources {

        /** Looks the name up, on the calling thread; null if there is none. */
        SshCertificateSource named(String name) throws SshProfileException;
    }

    /** Where administered objects are found. */
    public interface Objects {

        /** The profile of this name, or null. */
        ProfileSettings of(String name) throws SshProfileException;

        /** The names of all of them. */
        Set<String> names() throws SshProfileException;
    }

    /**
     * For profiles that say nothing themselves.
     *
     * @param hostKeys        which host keys to accept
     * @param connecting      how to connect
     * @param asksSomebody    whether there is a handler for questions of servers
     * @param allowForwarding for the profiles of the file
     */
    public record Defaults(HostKeyDefaults hostKeys, ConnectSettings connecting, boolean asksSomebody, boolean allowForwarding) {
    }

    /**
     * Which host keys to accept.
     *
     * @param policy what to do with a key of a host that has no known key
     */
    public record HostKeyDefaults(String knownHostsFile, HostKeyRule.Policy policy) {
    }

    ProfileSettings own() {
        return sources.own();
    }

    Objects objects() {
        return sources.objects();
    }

    Signers certificates() {
        return sources.certificates();
    }

    String profilesFile() {
        return sources.profilesFile();
    }

    String knownHostsFile() {
        return defaults.hostKeys().knownHostsFile();
    }

    HostKeyRule.Policy hostKeyPolicy() {
        return defaults.hostKeys().policy();
    }

    ConnectSettings connecting() {
        return defaults.connecting();
    }

    boolean asksSomebody() {
        return defaults.asksSomebody();
    }

    boolean allowForwarding() {
        return defaults.allowForwarding();
    }

    /** Which definition this is; no secret. */
    @Override
    public String toString() {
        return "DefinitionSettings[own=" + own() + ", profilesFile=" + profilesFile() + "]";
    }
}
