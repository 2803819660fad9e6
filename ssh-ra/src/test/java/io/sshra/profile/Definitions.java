package io.sshra.profile;

import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import java.nio.file.Path;
import java.time.Duration;

/** Connection definitions of tests. */
final class Definitions {

    private Definitions() {
    }

    /** Without a profile of its own; with the adapter's defaults. */
    static DefinitionSettings of(Path profilesFile, Path knownHosts) {
        return of(profilesFile, knownHosts, Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    static DefinitionSettings of(Path profilesFile, Path knownHosts, Duration connectTimeout, Duration keepaliveInterval) {
        ProfileSettings none = new ProfileSettings("own", null, 22, null, null, null, null, null, null, null, null, null, null, false,
                null, null, Profile.Limits.NONE);
        return new DefinitionSettings(none, profilesFile.toString(), name -> null, knownHosts.toString(), HostKeyRule.Policy.STRICT,
                false, connectTimeout, keepaliveInterval, 3, false, DestinationRule.ANY);
    }
}
