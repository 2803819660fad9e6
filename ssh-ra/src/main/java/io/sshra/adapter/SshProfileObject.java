package io.sshra.adapter;

import io.sshra.SshProfile;
import io.sshra.profile.Profile;
import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import jakarta.resource.spi.AdministeredObject;
import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A profile that is configured in the container and bound in JNDI (Connectors 2.1, administered objects). */
@CheckedProperties
@AdministeredObject(adminObjectInterfaces = SshProfile.class)
public class SshProfileObject implements SshProfile, ConfiguredProfile, CheckedProperties.Bean, Serializable {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Host name or address")
    private String host;

    @Bounds(min = 1, max = 65_535)
    @ConfigProperty(defaultValue = "22", description = "TCP port")
    private Integer port = 22;

    @ConfigProperty(description = "Login on the host")
    private String username;

    @ConfigProperty(confidential = true, description = "Password")
    private String password;

    @ConfigProperty(description = "Private key: a file in OpenSSH, PEM or PKCS#8 form")
    private String privateKeyFile;

    @ConfigProperty(confidential = true, description = "Passphrase of privateKeyFile")
    private String privateKeyPassphrase;

    @ConfigProperty(description = "OpenSSH certificate for privateKeyFile")
    private String certificateFile;

    @ConfigProperty(confidential = true, description = "Answers to keyboard-interactive questions: lines of a part of the question, = and the answer")
    private String promptAnswers;

    @ConfigProperty(description = "Host keys to accept, as ssh-keygen -l prints them (SHA256:...), separated by commas")
    private String hostKeyFingerprints;

    @ConfigProperty(description = "known_hosts file; the connection definition's if empty")
    private String knownHostsFile;

    @ConfigProperty(description = "Carried and reported")
    private String privilegeLevel;

    @ConfigProperty(description = "Profiles to go through, separated by commas")
    private String jump;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether ports may be forwarded through it")
    private Boolean allowForwarding = false;

    @Bounds(min = 0, max = 3600)
    @ConfigProperty(defaultValue = "0", description = "Seconds for the whole of a connect; 0 for the connection definition's")
    private Integer connectTimeoutSeconds = 0;

    @Bounds(min = 0, max = 86_400)
    @ConfigProperty(defaultValue = "0", description = "Seconds between two keepalive requests; 0 for the adapter's")
    private Integer keepaliveIntervalSeconds = 0;

    @Bounds(min = 0, max = 604_800)
    @ConfigProperty(defaultValue = "0", description = "Seconds without channel and activity after which a connection is closed; 0 for the adapter's")
    private Integer idleTimeoutSeconds = 0;

    @Bounds(min = 0, max = 10_000)
    @ConfigProperty(defaultValue = "0", description = "Channels open at once on one physical connection; 0 for the adapter's")
    private Integer maxChannelsPerConnection = 0;

    @Override
    public ProfileSettings settings(String name, Reader reader) {
        Objects.requireNonNull(reader, "reader");
        return ProfileSettings.named(name).with(new ProfileSettings.Route(host, port, jump))
                .with(new ProfileSettings.Login(username, password,
                        new ProfileSettings.KeyFile(privateKeyFile, privateKeyPassphrase, certificateFile), promptAnswers))
                .with(new ProfileSettings.AcceptedHostKeys(hostKeyFingerprints, knownHostsFile))
                .with(new ProfileSettings.Options(privilegeLevel, allowForwarding,
                        new ProfileSettings.Times(seconds(connectTimeoutSeconds), seconds(keepaliveIntervalSeconds)),
                        new Profile.Limits(maxChannelsPerConnection, seconds(idleTimeoutSeconds))));
    }

    @Override
    public void check(PropertyProblems problems) {
        problems.checkHost(host, hostKeyFingerprints, jump);
        problems.checkCredentials(promptAnswers, privateKeyFile, privateKeyPassphrase, certificateFile);
        if (!PropertyProblems.isGiven(host)) {
            problems.add("host", "is empty");
        }
        // Whether it must be there already is for the connection definitions to say.
        problems.check("knownHostsFile", knownHostsFile, PropertyRules::readableIfThere);
    }

    private static Duration seconds(int seconds) {
        return seconds == 0 ? null : Duration.ofSeconds(seconds);
    }

    @Override
    public boolean isRelayMode() {
        return jump != null && !jump.isBlank();
    }

    @Override
    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    @Override
    public Integer getPort() {
        return port;
    }

    public void setPort(Integer port) {
        this.port = port;
    }

    @Override
    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getPrivateKeyFile() {
        return privateKeyFile;
    }

    public void setPrivateKeyFile(String privateKeyFile) {
        this.privateKeyFile = privateKeyFile;
    }

    public String getPrivateKeyPassphrase() {
        return privateKeyPassphrase;
    }

    public void setPrivateKeyPassphrase(String privateKeyPassphrase) {
        this.privateKeyPassphrase = privateKeyPassphrase;
    }

    public String getCertificateFile() {
        return certificateFile;
    }

    public void setCertificateFile(String certificateFile) {
        this.certificateFile = certificateFile;
    }

    public String getPromptAnswers() {
        return promptAnswers;
    }

    public void setPromptAnswers(String promptAnswers) {
        this.promptAnswers = promptAnswers;
    }

    public String getHostKeyFingerprints() {
        return hostKeyFingerprints;
    }

    public void setHostKeyFingerprints(String hostKeyFingerprints) {
        this.hostKeyFingerprints = hostKeyFingerprints;
    }

    public String getKnownHostsFile() {
        return knownHostsFile;
    }

    public void setKnownHostsFile(String knownHostsFile) {
        this.knownHostsFile = knownHostsFile;
    }

    @Override
    public String getPrivilegeLevel() {
        return privilegeLevel;
    }

    public void setPrivilegeLevel(String privilegeLevel) {
        this.privilegeLevel = privilegeLevel;
    }

    public String getJump() {
        return jump;
    }

    public void setJump(String jump) {
        this.jump = jump;
    }

    public Boolean getAllowForwarding() {
        return allowForwarding;
    }

    public void setAllowForwarding(Boolean allowForwarding) {
        this.allowForwarding = allowForwarding;
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

    private List<Object> properties() {
        return Arrays.asList(host, port, username, password, privateKeyFile, privateKeyPassphrase,
                certificateFile, promptAnswers, hostKeyFingerprints, knownHostsFile,
                privilegeLevel, jump, allowForwarding, connectTimeoutSeconds,
                keepaliveIntervalSeconds, idleTimeoutSeconds, maxChannelsPerConnection);
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
        return "SshProfile[" + username + "@" + host + ":" + port + "]";
    }
}
