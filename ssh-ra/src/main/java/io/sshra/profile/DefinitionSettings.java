package io.sshra.profile;

import io.sshra.SshProfileException;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import java.time.Duration;

/**
 * What one connection definition says about profiles. Strings are null or empty where nothing is said.
 *
 * @param own               its own profile
 * @param profilesFile      in {@code ssh_config} format
 * @param objects           administered objects
 * @param knownHostsFile    for profiles that have none of their own
 * @param hostKeyPolicy     what happens to a key of a host of which none is known
 * @param asksSomebody      whether there is a handler for questions of servers
 * @param connectTimeout    for profiles that have none of their own
 * @param keepaliveInterval the adapter's, for profiles that have none of their own
 * @param keepaliveMaxMissed likewise
 * @param allowForwarding   for the profiles of the file
 * @param targetNetworks    where the targets that applications bring along may be
 */
public record DefinitionSettings(ProfileSettings own, String profilesFile, Objects objects,
        String knownHostsFile, HostKeyRule.Policy hostKeyPolicy, boolean asksSomebody, Duration connectTimeout,
        Duration keepaliveInterval, int keepaliveMaxMissed, boolean allowForwarding,
        DestinationRule targetNetworks) {

    /** Where administered objects are found. */
    public interface Objects {

        /** The profile of this name, or null. */
        ProfileSettings of(String name) throws SshProfileException;
    }

    /** Which definition this is, without secrets. */
    @Override
    public String toString() {
        return "DefinitionSettings[own=" + own + ", profilesFile=" + profilesFile + "]";
    }
}
