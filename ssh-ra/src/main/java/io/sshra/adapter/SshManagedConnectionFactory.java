package io.sshra.adapter;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshPromptHandler;
import io.sshra.log.AdapterLog;
import io.sshra.pool.Answerer;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.Names;
import io.sshra.pool.Pool;
import io.sshra.profile.DefinitionSettings;
import io.sshra.profile.Profile;
import io.sshra.profile.ProfileCatalog;
import io.sshra.profile.ProfileSettings;
import io.sshra.profile.PropertyRules;
import io.sshra.profile.Revisions;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.PendingPrompt;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
import jakarta.validation.constraints.NotNull;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import org.jboss.jca.core.spi.statistics.Statistics;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * One connection definition: its profiles, and the making and matching of leases. None of it connects; that is for
 * {@link SshManagedConnection#getConnection}.
 */
@CheckedProperties
@ConnectionDefinition(connectionFactory = SshConnectionFactory.class, connectionFactoryImpl = PooledConnectionFactory.class,
        connection = SshConnection.class, connectionImpl = SshConnectionHandle.class)
public class SshManagedConnectionFactory
        implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, ResourceAdapterAssociation, CheckedProperties.Bean,
        Statistics {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final ConfiguredProfile.Reader READER = new ConfiguredProfile.Reader();

    @ConfigProperty(defaultValue = "default", description = "Name of the profile that the properties of this definition describe")
    private String profile = "default";

    @ConfigProperty(description = "Host name or address of the definition's own profile; none if empty")
    private String host;

    @Bounds(min = 1, max = 65_535)
    @ConfigProperty(defaultValue = "22", description = "TCP port of the definition's own profile")
    private Integer port = 22;

    @ConfigProperty(description = "Login of the definition's own profile")
    private String username;

    @ConfigProperty(confidential = true, description = "Password of the definition's own profile")
    private String password;

    @ConfigProperty(description = "Private key of the definition's own profile: a file in OpenSSH, PEM or PKCS#8 form")
    private String privateKeyFile;

    @ConfigProperty(confidential = true, description = "Passphrase of privateKeyFile")
    private String privateKeyPassphrase;

    @ConfigProperty(description = "Host keys to accept, as ssh-keygen -l prints them (SHA256:...), separated by commas")
    private String hostKeyFingerprints;

    @ConfigProperty(description = "known_hosts file for all profiles that name none of their own")
    private String knownHostsFile;

    @ConfigProperty(description = "Privilege level of the definition's own profile: carried and reported")
    private String privilegeLevel;

    @ConfigProperty(description = "File in ssh_config format; each Host alias without wildcard is a profile")
    private String profilesFile;

    @ConfigProperty(description = "OpenSSH certificate for privateKeyFile")
    private String certificateFile;

    @ConfigProperty(confidential = true, description = "Answers to keyboard-interactive questions: lines of a part of the question, = and the answer")
    private String promptAnswers;

    @ConfigProperty(description = "Profiles to go through to the definition's own profile, separated by commas")
    private String jump;

    @ConfigProperty(description = "JNDI context of SshProfile objects, each bound there by the name of its profile")
    private String profilesContext;

    @ConfigProperty(description = "JNDI name of an SshPromptHandler, which answers what servers ask and no profile knows")
    private String promptHandler;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether the key of a host of which none is known is accepted, and added to its known_hosts file")
    private Boolean acceptNewHostKeys = false;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Accepts any host key: whoever is in the way can read and change everything. For tests")
    private Boolean insecureAcceptAnyHostKey = false;

    @Bounds(min = 1, max = 3600)
    @ConfigProperty(defaultValue = "15", description = "Seconds for the whole of a connect: resolving, TCP, key exchange, authentication")
    private Integer connectTimeoutSeconds = 15;

    @NotNull
    @ConfigProperty(defaultValue = "false", description = "Whether ports may be forwarded through the definition's own profile and those of its file")
    private Boolean allowForwarding = false;

    @ConfigProperty(description = "Networks (address/prefix, separated by commas) to which targets of applications may lead; any if empty")
    private String allowedTargetNetworks;

    @ConfigProperty(description = "Networks to which targets of applications may not lead, whatever is allowed")
    private String deniedTargetNetworks;

    private transient SshResourceAdapter resourceAdapter;
    private transient volatile ProfileCatalog profiles;
    private transient Revisions revisions;
    private transient volatile PrintWriter logWriter;
    private transient volatile boolean onePoolReported;
    private transient String definition;
    private transient volatile FactoryMXBean bean;
    private transient volatile String jndiName;

    // ---- factories ----

    @Override
    public Object createConnectionFactory(ConnectionManager manager) throws ResourceException {
        return new PooledConnectionFactory(this, manager);
    }

    /** For use without an application server: each connection has a lease of its own, which ends with it. */
    @Override
    public Object createConnectionFactory() throws ResourceException {
        return createConnectionFactory(new UnpooledConnectionManager());
    }

    /** The profiles of this definition. Made at the first use: a container makes factories before it starts the adapter. */
    ProfileCatalog profiles() throws ResourceException {
        ProfileCatalog made = profiles;
        return made != null ? made : makeProfiles();
    }

    private synchronized ProfileCatalog makeProfiles() throws ResourceException {
        if (profiles == null) {
            startedAdapter();
            if (insecureAcceptAnyHostKey) {
                AdapterLog.LOG.anyHostKeyAccepted(definition);
            }
            revisions = new Revisions();
            profiles = new ProfileCatalog(settings(), revisions, System::nanoTime);
        }
        return profiles;
    }

    Pool pool() throws ResourceException {
        return startedAdapter().pool();
    }

    /** Tells the definitions of one adapter apart. */
    String definition() {
        return definition;
    }

    /** The adapter has started. */
    void managedBy(FactoryMXBean itsBean) {
        bean = itsBean;
    }

    /** The container says under which name the factory is bound. */
    void boundAs(String name) {
        jndiName = name;
        resourceAdapter.renamed(this);
    }

    /** Null if the container has not said it. */
    String jndiName() {
        return jndiName;
    }

    /** What IronJacamar shows in WildFly's management model. */
    @Override
    public StatisticsPlugin getStatistics() {
        return new FactoryStatistics(() -> bean);
    }

    private SshResourceAdapter startedAdapter() throws ResourceException {
        if (resourceAdapter == null || resourceAdapter.pool() == null) {
            throw new IllegalStateException("The resource adapter of this connection definition has not been started");
        }
        return resourceAdapter;
    }

    private DefinitionSettings settings() throws SshProfileException {
        ProfileSettings own = ProfileSettings.named(profile).with(new ProfileSettings.Route(host, port, jump))
                .with(new ProfileSettings.Login(username, password,
                        new ProfileSettings.KeyFile(privateKeyFile, privateKeyPassphrase, certificateFile), promptAnswers))
                .with(new ProfileSettings.AcceptedHostKeys(hostKeyFingerprints, null))
                .with(new ProfileSettings.Options(privilegeLevel, allowForwarding, ProfileSettings.Times.DEFAULTS, Profile.Limits.NONE));
        ConnectSettings connecting = new ConnectSettings(Duration.ofSeconds(connectTimeoutSeconds), new ConnectSettings.Keepalive(
                Duration.ofSeconds(resourceAdapter.getKeepaliveIntervalSeconds()), resourceAdapter.getKeepaliveMaxMissed()));
        return new DefinitionSettings(new DefinitionSettings.Sources(own, this::profileObject, profilesFile),
                new DefinitionSettings.Defaults(new DefinitionSettings.HostKeyDefaults(knownHostsFile, hostKeyPolicy()), connecting,
                        isGiven(promptHandler), allowForwarding), targetNetworks());
    }

    private DestinationRule targetNetworks() throws SshProfileException {
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

    private HostKeyRule.Policy hostKeyPolicy() {
        if (insecureAcceptAnyHostKey) {
            return HostKeyRule.Policy.INSECURE;
        }
        return acceptNewHostKeys ? HostKeyRule.Policy.ACCEPT_NEW : HostKeyRule.Policy.STRICT;
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** The administered object of this profile; null if there is none. */
    private ProfileSettings profileObject(String name) throws SshProfileException {
        if (!isGiven(profilesContext)) {
            return null;
        }
        ConfiguredProfile object = JndiNames.find(profilesContext, name, ConfiguredProfile.class, "SshProfileObject");
        return object == null ? null : object.settings(name, READER);
    }

    @Override
    public void check(PropertyProblems problems) {
        problems.checkHost(host, hostKeyFingerprints, jump);
        problems.checkCredentials(promptAnswers, privateKeyFile, privateKeyPassphrase, certificateFile);
        problems.check("profile", profile, Names::profile);
        problems.check("allowedTargetNetworks", allowedTargetNetworks, DestinationRule.Network::list);
        problems.check("deniedTargetNetworks", deniedTargetNetworks, DestinationRule.Network::list);
        problems.check("profilesFile", profilesFile, PropertyRules::profilesFile);
        // With the two others the first connect may make it.
        if (!Boolean.TRUE.equals(acceptNewHostKeys) && !isGiven(profilesFile)) {
            problems.check("knownHostsFile", knownHostsFile, PropertyRules::readableFile);
        }
        if (isGiven(host) && !isGiven(hostKeyFingerprints) && !isGiven(knownHostsFile)
                && !Boolean.TRUE.equals(insecureAcceptAnyHostKey)) {
            problems.add("hostKeyFingerprints", "is empty, and so is knownHostsFile: no key of the host " + host + " could be accepted");
        }
    }

    // ---- logging in ----

    /**
     * What the container logs in with (Connectors 2.1, container-managed sign-on): the first password credential that it
     * has for this definition.
     */
    ContainerLogin login(Subject subject) {
        if (subject == null) {
            return ContainerLogin.NONE;
        }
        for (PasswordCredential credential : subject.getPrivateCredentials(PasswordCredential.class)) {
            if (equals(credential.getManagedConnectionFactory())) {
                char[] password = credential.getPassword().clone();
                return new ContainerLogin(credential.getUserName(), password,
                        revisions.of(credential.getUserName(), password));
            }
        }
        return ContainerLogin.NONE;
    }

    /** Asks the handler of questions, for this connection; null if there is none. */
    Answerer answerer(ConnectionKey key) {
        return isGiven(promptHandler) ? prompt -> answers(key, prompt) : null;
    }

    private List<char[]> answers(ConnectionKey key, PendingPrompt prompt) throws SshProfileException {
        SshPromptHandler handler = JndiNames.find(promptHandler, SshPromptHandler.class, "SshPromptHandler");
        if (handler == null) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "nothing is bound to the promptHandler " + promptHandler
                    + " of the connection definition, as seen from the caller");
        }
        return handler.answer(key.session().user(), key.session().session(), key.profile(), prompt.target(), prompt.request());
    }

    // ---- leases ----

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        if (!(request instanceof SshRequestInfo info)) {
            throw new SshException(SshErrorCode.CONTAINER_REFUSED,
                    "a connection without a key was asked for: set min-pool-size to 0 and use no prefill");
        }
        return new SshManagedConnection(this, info, logWriter);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ManagedConnection matchManagedConnections(Set candidates, Subject subject, ConnectionRequestInfo request) {
        boolean foreign = false;
        for (Object candidate : candidates) {
            if (candidate instanceof SshManagedConnection connection) {
                if (connection.isFor(request)) {
                    return connection;
                }
                foreign = true;
            }
        }
        if (foreign && !onePoolReported) {
            onePoolReported = true;
            AdapterLog.LOG.onePoolForAllKeys();
        }
        return null;
    }

    /** The stale and the dead ones: the container drops them without a word. */
    @Override
    @SuppressWarnings("rawtypes")
    public Set getInvalidConnections(Set candidates) {
        Set<Object> invalid = new HashSet<>();
        for (Object candidate : candidates) {
            if (candidate instanceof SshManagedConnection connection && connection.isInvalid()) {
                invalid.add(connection);
            }
        }
        return invalid;
    }

    // ---- JavaBean ----

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        if (resourceAdapter != null) {
            throw new IllegalStateException("The resource adapter can be set only once");
        }
        if (!(adapter instanceof SshResourceAdapter ssh)) {
            throw new ResourceException("Not an adapter of this archive: " + adapter);
        }
        resourceAdapter = ssh;
        definition = "definition-" + NUMBERS.incrementAndGet();
        ssh.add(this);
    }

    public String getProfile() {
        return profile;
    }

    public void setProfile(String profile) {
        this.profile = profile;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public Integer getPort() {
        return port;
    }

    public void setPort(Integer port) {
        this.port = port;
    }

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

    public String getPrivilegeLevel() {
        return privilegeLevel;
    }

    public void setPrivilegeLevel(String privilegeLevel) {
        this.privilegeLevel = privilegeLevel;
    }

    public String getProfilesFile() {
        return profilesFile;
    }

    public void setProfilesFile(String profilesFile) {
        this.profilesFile = profilesFile;
    }

    public Integer getConnectTimeoutSeconds() {
        return connectTimeoutSeconds;
    }

    public void setConnectTimeoutSeconds(Integer connectTimeoutSeconds) {
        this.connectTimeoutSeconds = connectTimeoutSeconds;
    }

    public Boolean getAllowForwarding() {
        return allowForwarding;
    }

    public void setAllowForwarding(Boolean allowForwarding) {
        this.allowForwarding = allowForwarding;
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

    public String getJump() {
        return jump;
    }

    public void setJump(String jump) {
        this.jump = jump;
    }

    public String getProfilesContext() {
        return profilesContext;
    }

    public void setProfilesContext(String profilesContext) {
        this.profilesContext = profilesContext;
    }

    public String getPromptHandler() {
        return promptHandler;
    }

    public void setPromptHandler(String promptHandler) {
        this.promptHandler = promptHandler;
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

    private List<Object> properties() {
        return Arrays.asList(profile, host, port, username,
                password, privateKeyFile, privateKeyPassphrase, hostKeyFingerprints,
                knownHostsFile, privilegeLevel, profilesFile, connectTimeoutSeconds,
                allowForwarding, certificateFile, promptAnswers, jump, profilesContext, promptHandler, acceptNewHostKeys,
                insecureAcceptAnyHostKey, allowedTargetNetworks, deniedTargetNetworks);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SshManagedConnectionFactory that
                && resourceAdapter == that.resourceAdapter && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }
}
