package io.sshra.profile;

import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Connection definitions of tests. */
final class Definitions {

    private Definitions() {
    }

    /** Administered objects by their names. */
    static DefinitionSettings.Objects objects(Map<String, ProfileSettings> objects) {
        return new DefinitionSettings.Objects() {

            @Override
            public ProfileSettings of(String name) {
                return objects.get(name);
            }

            @Override
            public Set<String> names() {
                return objects.keySet();
            }
        };
    }

    /** Without a profile of its own; with the adapter's defaults. */
    static DefinitionSettings of(Path profilesFile, Path knownHosts) {
        return of(profilesFile, knownHosts, Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    static DefinitionSettings of(Path profilesFile, Path knownHosts, Duration connectTimeout, Duration keepaliveInterval) {
        return of(new DefinitionSettings.Sources(ProfileSettings.named("own"), objects(Map.of()), profilesFile.toString()),
                new DefinitionSettings.HostKeyDefaults(knownHosts.toString(), HostKeyRule.Policy.STRICT),
                new ConnectSettings(connectTimeout, new ConnectSettings.Keepalive(keepaliveInterval, 3)));
    }

    /** With the adapter's times. */
    static DefinitionSettings of(DefinitionSettings.Sources sources, DefinitionSettings.HostKeyDefaults knownHosts) {
        return of(sources, knownHosts, new ConnectSettings(Duration.ofSeconds(15), new ConnectSettings.Keepalive(Duration.ofSeconds(30), 3)));
    }

    private static DefinitionSettings of(DefinitionSettings.Sources sources, DefinitionSettings.HostKeyDefaults knownHosts,
            ConnectSettings connecting) {
        return new DefinitionSettings(sources, new DefinitionSettings.Defaults(knownHosts, connecting, false, false), DestinationRule.ANY, false);
    }
}
