package io.sshra.adapter;

import io.sshra.SshProfile;
import io.sshra.adapter.config.Bounds;
import io.sshra.adapter.config.CheckedProperties;
import io.sshra.adapter.config.PropertyProblems;
import io.sshra.adapter.config.TargetProperties;
import io.sshra.profile.Profile;
import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import jakarta.resource.spi.AdministeredObject;
import jakarta.resource.spi.ConfigProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A profile configured in the container and bound in JNDI (Connectors 2.1, administered objects). */
@CheckedProperties
@AdministeredObject(adminObjectInterfaces = SshProfile.class)
public class SshProfileObject extends TargetProperties implements SshProfile, ConfiguredProfile {

    private static final long serialVersionUID = 1L;

    @Bounds(min = 0, max = 3600)
    @ConfigProperty(defaultValue = "0", description = "Time-out of a connect as a whole; 0 for the connection definition's")
    private Integer connectTimeoutSeconds = 0;

    @Bounds(min = -1, max = 86_400)
    @ConfigProperty(defaultValue = "0", description = "Interval of keepalive requests; 0: the adapter's, -1: none, and the health check asks nothing either")
    private Integer keepaliveIntervalSeconds = 0;

    @Bounds(min = 0, max = 604_800)
    @ConfigProperty(defaultValue = "0", description = "Time without channel and activity after which a connection is closed; 0 for the adapter's")
    private Integer idleTimeoutSeconds = 0;

    @Bounds(min = 0, max = 10_000)
    @ConfigProperty(defaultValue = "0", description = "Channels open at the same time on one physical connection; 0 for the adapter's")
    private Integer maxChannelsPerConnection = 0;

    /** Null until it is checked, at the first use. */
    private transient volatile String problems;

    @Override
    public String problems() {
        String found = problems;
        if (found == null) {
            found = PropertyProblems.ofBounds(this).inOneLine();
            problems = found;
        }
        return found;
    }

    @Override
    public ProfileSettings settings(String name, Reader reader) {
        Objects.requireNonNull(reader, "reader");
        return targetSettings(name, getKnownHostsFile(), new ProfileSettings.Options(getPrivilegeLevel(), getAllowForwarding(), getRemoteShell(),
                new ProfileSettings.Times(seconds(connectTimeoutSeconds), keepaliveIntervalSeconds == -1 ? Duration.ZERO : seconds(keepaliveIntervalSeconds)),
                new Profile.Limits(maxChannelsPerConnection, seconds(idleTimeoutSeconds))));
    }

    @Override
    public void check(PropertyProblems problems) {
        super.check(problems);
        if (!PropertyProblems.isGiven(getHost())) {
            problems.add("host", "is empty");
        }
        // The connection definition decides whether it must exist already.
        problems.check("knownHostsFile", getKnownHostsFile(), PropertyRules::readableIfThere);
    }

    private static Duration seconds(int seconds) {
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    @Override
    public boolean isRelayMode() {
        return PropertyProblems.isGiven(getJump());
    }

    public Integer getConnectTimeoutSeconds() {
        return connectTimeoutSeconds;
    }

    public void setConnectTimeoutSeconds(Integer connectTimeoutSeconds) {
        this.connectTimeoutSeconds = connectTimeoutSeconds;
    }

    public Integer getKeepaliveIntervalSeconds() {
        return keepaliveIntervalSeconds;
    }

    public void setKeepaliveIntervalSeconds(Integer keepaliveIntervalSeconds) {
        this.keepaliveIntervalSeconds = keepaliveIntervalSeconds;
    }

    public Integer getIdleTimeoutSeconds() {
        return idleTimeoutSeconds;
    }

    public void setIdleTimeoutSeconds(Integer idleTimeoutSeconds) {
        this.idleTimeoutSeconds = idleTimeoutSeconds;
    }

    public Integer getMaxChannelsPerConnection() {
        return maxChannelsPerConnection;
    }

    public void setMaxChannelsPerConnection(Integer maxChannelsPerConnection) {
        this.maxChannelsPerConnection = maxChannelsPerConnection;
    }

    @Override
    protected List<Object> properties() {
        List<Object> all = new ArrayList<>(super.properties());
        all.addAll(Arrays.asList(connectTimeoutSeconds, keepaliveIntervalSeconds, idleTimeoutSeconds, maxChannelsPerConnection));
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SshProfileObject that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }

    /** Host, port and login; no secret. */
    @Override
    public String toString() {
        return "SshProfile[" + getUsername() + "@" + getHost() + ":" + getPort() + "]";
    }
}
