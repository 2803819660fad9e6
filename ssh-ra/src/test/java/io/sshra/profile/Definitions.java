package io.sshra.profile;

import io.sshra.ssh.ConnectSettings;
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
        return of(new DefinitionSettings.Sources(ProfileSettings.named("own"), name -> null, profilesFile.toString()),
                new DefinitionSettings.HostKeyDefaults(knownHosts.toString(), HostKeyRule.Policy.STRICT),
                new ConnectSettings(connectTimeout, new ConnectSettings.Keepalive(keepaliveInterval, 3)));
    }

    /** With the adapter's times. */
    static DefinitionSettings of(DefinitionSettings.Sources sources, DefinitionSettings.HostKeyDefaults knownHosts) {
        return of(sources, knownHosts, new ConnectSettings(Duration.ofSeconds(15), new ConnectSettings.Keepalive(Duration.ofSeconds(30), 3)));
    }

    private static DefinitionSettings of(DefinitionSettings.Sources sources, DefinitionSettings.HostKeyDefaults knownHosts,
            ConnectSettings connecting) {
        return new DefinitionSettings(sources, new DefinitionSettings.Defaults(knownHosts, connecting, false, false), DestinationRule.ANY);
    }
}
