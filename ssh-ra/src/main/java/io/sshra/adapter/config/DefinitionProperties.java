package io.sshra.adapter.config;

import io.sshra.SshCertificateSource;
import io.sshra.SshErrorCode;
import io.sshra.SshNames;
import io.sshra.SshProfileException;
import io.sshra.profile.DefinitionSettings;
import io.sshra.profile.PropertyRules;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The properties of a connection definition. */
public abstract class DefinitionProperties extends TargetProperties {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Name of the definition in JMX and in the log; if empty, its JNDI name where the server tells it, else its profile and profilesFile")
    private String definitionName;

    @ConfigProperty(defaultValue = "default", description = "Name of the definition's own profile, which host, port and the like describe")
    private String profile = "default";

    @ConfigProperty(description = "File in ssh_config format; each Host alias without wildcard is a profile")
    private String profilesFile;

    @ConfigProperty(description = "JNDI context of SshProfile objects, each bound there under the name of its profile")
    private String profilesContext;

    @ConfigProperty(description = "File with rules of privilege levels: what each may do")
    private String policyFile;

    @ConfigProperty(description = "JNDI name of the SshPromptHandler that answers questions of servers for which a profile has no answer")
    private String promptHandler;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether the password of the container's login is no password but the private key of a certificate authority")
    private Boolean certificateAuthorityLogin = false;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether the key of a host without a known key is accepted and added to its known_hosts file")
    private Boolean acceptNewHostKeys = false;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Accepts any host key: a man in the middle can read and change everything. For tests")
    private Boolean insecureAcceptAnyHostKey = false;

    @Bounds(min = 1, max = 3600)
    @ConfigProperty(defaultValue = "15", description = "Time-out of a connect as a whole: resolving, TCP, key exchange, authentication")
    private Integer connectTimeoutSeconds = 15;

    @ConfigProperty(description = "Networks (address/prefix, separated by commas) that targets of applications may be in; any if empty")
    private String allowedTargetNetworks;

    @ConfigProperty(description = "Networks that targets of applications may not be in, even if they are allowed")
    private String deniedTargetNetworks;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether a proxy of an application's target may resolve its name, so that these two lists do not hold for the target")
    private Boolean allowProxyNames = false;

    @Override
    public void check(PropertyProblems problems) {
        super.check(problems);
        problems.check("profile", profile, SshNames::profile);
        problems.check("allowedTargetNetworks", allowedTargetNetworks, DestinationRule.Network::list);
        problems.check("deniedTargetNetworks", deniedTargetNetworks, DestinationRule.Network::list);
        problems.check("profilesFile", profilesFile, PropertyRules::profilesFile);
        problems.check("policyFile", policyFile, PropertyRules::policyFile);
        // With one of these the first connect may create it.
        if (!Boolean.TRUE.equals(acceptNewHostKeys) && !PropertyProblems.isGiven(profilesFile)) {
            problems.check("knownHostsFile", getKnownHostsFile(), PropertyRules::readableFile);
        }
        if (PropertyProblems.isGiven(getHost()) && !PropertyProblems.isGiven(getHostKeyFingerprints())
                && !PropertyProblems.isGiven(getKnownHostsFile()) && !Boolean.TRUE.equals(insecureAcceptAnyHostKey)) {
            problems.add("hostKeyFingerprints", "is empty, and so is knownHostsFile: no key of the host " + getHost() + " could be accepted");
        }
    }

    /** How host keys are checked. */
    protected final HostKeyRule.Policy hostKeyPolicy() {
        if (insecureAcceptAnyHostKey) {
            return HostKeyRule.Policy.INSECURE;
        }
        return acceptNewHostKeys ? HostKeyRule.Policy.ACCEPT_NEW : HostKeyRule.Policy.STRICT;
    }

    /** Who signs certificates in place of a key of the profile. */
    protected final DefinitionSettings.Signers signers() {
        return new DefinitionSettings.Signers(name -> JndiNames.find(name, SshCertificateSource.class, "SshCertificateSource"),
                certificateAuthorityLogin);
    }

    /** Where targets of applications may be. */
    protected final DestinationRule targetNetworks() throws SshProfileException {
        return new DestinationRule(networks("allowedTargetNetworks", allowedTargetNetworks),
                networks("deniedTargetNetworks", deniedTargetNetworks));
    }

    private static List<DestinationRule.Network> networks(String property, String value) throws SshProfileException {
        try {
            return DestinationRule.Network.list(value);
        } catch (IllegalArgumentException e) {
            throw new SshProfileException(SshErrorCode.INVALID_DEFINITION, property + ": " + e.getMessage());
        }
    }

    @Override
    protected List<Object> properties() {
        List<Object> all = new ArrayList<>(super.properties());
        all.addAll(Arrays.asList(definitionName, profile, profilesFile, profilesContext, policyFile, promptHandler, certificateAuthorityLogin, acceptNewHostKeys,
                insecureAcceptAnyHostKey, connectTimeoutSeconds, allowedTargetNetworks, deniedTargetNetworks, allowProxyNames));
        return all;
    }

    public String getDefinitionName() {
        return definitionName;
    }

    public void setDefinitionName(String definitionName) {
        this.definitionName = definitionName;
    }

    public String getProfile() {
        return profile;
    }

    public void setProfile(String profile) {
        this.profile = profile;
    }

    public String getProfilesFile() {
        return profilesFile;
    }

    public void setProfilesFile(String profilesFile) {
        this.profilesFile = profilesFile;
    }

    public String getProfilesContext() {
        return profilesContext;
    }

    public void setProfilesContext(String profilesContext) {
        this.profilesContext = profilesContext;
    }

    public String getPolicyFile() {
        return policyFile;
    }

    public void setPolicyFile(String policyFile) {
        this.policyFile = policyFile;
    }

    public String getPromptHandler() {
        return promptHandler;
    }

    public void setPromptHandler(String promptHandler) {
        this.promptHandler = promptHandler;
    }

    public Boolean getCertificateAuthorityLogin() {
        return certificateAuthorityLogin;
    }

    public void setCertificateAuthorityLogin(Boolean certificateAuthorityLogin) {
        this.certificateAuthorityLogin = certificateAuthorityLogin;
    }

    public Boolean getAcceptNewHostKeys() {
        return acceptNewHostKeys;
    }

    public void setAcceptNewHostKeys(Boolean acceptNewHostKeys) {
        this.acceptNewHostKeys = acceptNewHostKeys;
    }

    public Boolean getInsecureAcceptAnyHostKey() {
        return insecureAcceptAnyHostKey;
    }

    public void setInsecureAcceptAnyHostKey(Boolean insecureAcceptAnyHostKey) {
        this.insecureAcceptAnyHostKey = insecureAcceptAnyHostKey;
    }

    public Integer getConnectTimeoutSeconds() {
        return connectTimeoutSeconds;
    }

    public void setConnectTimeoutSeconds(Integer connectTimeoutSeconds) {
        this.connectTimeoutSeconds = connectTimeoutSeconds;
    }

    public String getAllowedTargetNetworks() {
        return allowedTargetNetworks;
    }

    public void setAllowedTargetNetworks(String allowedTargetNetworks) {
        this.allowedTargetNetworks = allowedTargetNetworks;
    }

    public String getDeniedTargetNetworks() {
        return deniedTargetNetworks;
    }

    public void setDeniedTargetNetworks(String deniedTargetNetworks) {
        this.deniedTargetNetworks = deniedTargetNetworks;
    }

    public Boolean getAllowProxyNames() {
        return allowProxyNames;
    }

    public void setAllowProxyNames(Boolean allowProxyNames) {
        this.allowProxyNames = allowProxyNames;
    }
}
