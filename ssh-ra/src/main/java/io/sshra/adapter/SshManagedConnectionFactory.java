package io.sshra.adapter;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshPromptHandler;
import io.sshra.adapter.config.CheckedProperties;
import io.sshra.adapter.config.DefinitionProperties;
import io.sshra.adapter.config.JndiNames;
import io.sshra.adapter.config.PropertyProblems;
import io.sshra.adapter.handle.SshConnectionHandle;
import io.sshra.adapter.management.IronJacamarStatistics;
import io.sshra.adapter.management.ManagedDefinition;
import io.sshra.log.AdapterLog;
import io.sshra.pool.Answerer;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.Pool;
import io.sshra.profile.DefinitionSettings;
import io.sshra.profile.PolicyFile;
import io.sshra.profile.Profile;
import io.sshra.profile.ProfileCatalog;
import io.sshra.profile.ProfileSettings;
import io.sshra.profile.Revisions;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.PendingPrompt;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import org.jboss.jca.core.spi.statistics.Statistics;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * One connection definition: its profiles, and the creation and matching of leases. Nothing here connects:
 * {@link SshManagedConnection#getConnection} does.
 */
@CheckedProperties
@ConnectionDefinition(connectionFactory = SshConnectionFactory.class, connectionFactoryImpl = PooledConnectionFactory.class,
        connection = SshConnection.class, connectionImpl = SshConnectionHandle.class)
public class SshManagedConnectionFactory extends DefinitionProperties
        implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, ResourceAdapterAssociation, Statistics {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final ConfiguredProfile.Reader READER = new ConfiguredProfile.Reader();

    private transient SshResourceAdapter resourceAdapter;
    private transient volatile ProfileCatalog profiles;
    private transient Revisions revisions;
    private transient volatile PrintWriter logWriter;
    private transient volatile boolean otherKeysReported;
    private transient volatile ContainerKind container = ContainerKind.OTHER;
    /** Null until it has its adapter. */
    private transient volatile ManagedDefinition managed;
    /** Null if it is unknown. */
    private transient volatile String jndiName;

    // ---- factories ----

    @Override
    public Object createConnectionFactory(ConnectionManager manager) throws ResourceException {
        return createConnectionFactory(manager, ContainerKind.of(manager));
    }

    /** The factory for a container of this kind. */
    Object createConnectionFactory(ConnectionManager manager, ContainerKind kind) {
        container = kind;
        if (resourceAdapter != null) {
            resourceAdapter.factoryMade(managed);
        }
        return new PooledConnectionFactory(this, manager, kind);
    }

    /** For use without an application server: each handle has its own lease, which ends with it. */
    @Override
    public Object createConnectionFactory() throws ResourceException {
        return createConnectionFactory(new UnpooledConnectionManager());
    }

    /** The profiles of this definition, created at the first use: a container may create factories before it starts the adapter. */
    ProfileCatalog profiles() throws ResourceException {
        ProfileCatalog made = profiles;
        return made != null ? made : makeProfiles();
    }

    private synchronized ProfileCatalog makeProfiles() throws ResourceException {
        if (profiles == null) {
            startedAdapter();
            checkProperties();
            if (getInsecureAcceptAnyHostKey()) {
                AdapterLog.LOG.anyHostKeyAccepted(managed.name());
            }
            revisions = new Revisions();
            profiles = new ProfileCatalog(settings(), revisions, System::nanoTime, PolicyFile.of(getPolicyFile(), System::nanoTime));
        }
        return profiles;
    }

    /** WildFly checks no definition of an application, and sometimes none at all: see docs/wildfly.md. */
    private void checkProperties() throws SshProfileException {
        String problems = PropertyProblems.ofBounds(this).inOneLine();
        if (!problems.isEmpty()) {
            throw new SshProfileException(SshErrorCode.INVALID_DEFINITION, problems);
        }
    }

    Pool pool() throws ResourceException {
        return startedAdapter().pool();
    }

    /** Tells the definitions of one adapter apart. */
    String definition() {
        return managed.id();
    }

    /** The container has bound the factory under this name. */
    void boundAs(String name) {
        jndiName = name;
        resourceAdapter.renamed(managed);
    }

    /** What the container is, as far as its connection manager shows it. */
    ContainerKind container() {
        return container;
    }

    /** What operators know this definition by: the name that they gave it, or its JNDI name, or its profiles. */
    String name() {
        String bound = jndiName;
        if (PropertyProblems.isGiven(getDefinitionName())) {
            return getDefinitionName();
        }
        if (bound != null) {
            return bound;
        }
        return PropertyProblems.isGiven(getProfilesFile()) ? getProfile() + " " + getProfilesFile() : getProfile();
    }

    /** What IronJacamar shows in WildFly's management model. Null before the definition has its adapter. */
    @Override
    public StatisticsPlugin getStatistics() {
        return resourceAdapter == null ? null : IronJacamarStatistics.ofDefinition(resourceAdapter.definitions(), managed);
    }

    SshResourceAdapter startedAdapter() throws ResourceException {
        if (resourceAdapter == null) {
            throw new IllegalStateException("This connection definition has no resource adapter");
        }
        if (resourceAdapter.pool() == null) {
            throw resourceAdapter.notStarted();
        }
        return resourceAdapter;
    }

    private DefinitionSettings settings() throws SshProfileException {
        ConnectSettings connecting = new ConnectSettings(Duration.ofSeconds(getConnectTimeoutSeconds()), new ConnectSettings.Keepalive(
                Duration.ofSeconds(resourceAdapter.getKeepaliveIntervalSeconds()), resourceAdapter.getKeepaliveMaxMissed()));
        return new DefinitionSettings(new DefinitionSettings.Sources(ownProfile(), profileObjects(), getProfilesFile(), signers()),
                new DefinitionSettings.Defaults(new DefinitionSettings.HostKeyDefaults(getKnownHostsFile(), hostKeyPolicy()), connecting,
                        PropertyProblems.isGiven(getPromptHandler()), getAllowForwarding()), targetNetworks(), getAllowProxyNames());
    }

    private ProfileSettings ownProfile() {
        return targetSettings(getProfile(), null, new ProfileSettings.Options(getPrivilegeLevel(), getAllowForwarding(), getRemoteShell(),
                ProfileSettings.Times.DEFAULTS, Profile.Limits.NONE));
    }

    private DefinitionSettings.Objects profileObjects() {
        return new DefinitionSettings.Objects() {

            @Override
            public ProfileSettings of(String name) throws SshProfileException {
                return profileObject(name);
            }

            @Override
            public Set<String> names() throws SshProfileException {
                return PropertyProblems.isGiven(getProfilesContext()) ? JndiNames.names(getProfilesContext()) : Set.of();
            }
        };
    }

    /** The administered object of this profile; null if there is none. */
    private ProfileSettings profileObject(String name) throws SshProfileException {
        if (!PropertyProblems.isGiven(getProfilesContext())) {
            return null;
        }
        ConfiguredProfile object = JndiNames.find(getProfilesContext(), name, ConfiguredProfile.class, "SshProfileObject");
        if (object == null) {
            return null;
        }
        String problems = object.problems();
        if (!problems.isEmpty()) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + name + " is invalid: " + problems);
        }
        return object.settings(name, READER);
    }

    // ---- logging in ----

    /** The login that the container gives for this definition; {@link ContainerLogin#NONE} if it gives none. */
    ContainerLogin login(Subject subject) {
        return SignOn.login(subject, this, revisions);
    }

    /** Asks the prompt handler for this connection; null if there is no handler. */
    Answerer answerer(ConnectionKey key) {
        return PropertyProblems.isGiven(getPromptHandler()) ? prompt -> answers(key, prompt) : null;
    }

    private List<char[]> answers(ConnectionKey key, PendingPrompt prompt) throws SshProfileException {
        SshPromptHandler handler = JndiNames.find(getPromptHandler(), SshPromptHandler.class, "SshPromptHandler");
        if (handler == null) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "no prompt handler is bound to " + getPromptHandler()
                    + ", the promptHandler of the connection definition, for this caller");
        }
        return handler.answer(key.session().user(), key.session().session(), key.profile(), prompt.target(), prompt.request());
    }

    // ---- leases ----

    /** For a request that is not the adapter's own, such as that of an operator who tests the pool, this tests the definition's own profile. */
    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo request) throws ResourceException {
        if (!(request instanceof SshRequestInfo info)) {
            return ProbedConnection.of(this);
        }
        return new SshManagedConnection(this, info, logWriter);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ManagedConnection matchManagedConnections(Set candidates, Subject subject, ConnectionRequestInfo request) {
        for (Object candidate : candidates) {
            if (candidate instanceof SshManagedConnection connection && connection.isFor(request)) {
                return connection;
            }
        }
        return null;
    }

    /** The container has destroyed a lease with an open connection for a caller with another key. */
    void destroyedForAnotherKey() {
        if (!otherKeysReported) {
            otherKeysReported = true;
            AdapterLog.LOG.destroyedForAnotherKey(container.keys());
        }
    }

    /** The stale and the dead leases, and what is left of tests, which the container drops without a message. */
    @Override
    @SuppressWarnings("rawtypes")
    public Set getInvalidConnections(Set candidates) {
        Set<Object> invalid = new HashSet<>();
        for (Object candidate : candidates) {
            if (candidate instanceof ProbedConnection || candidate instanceof SshManagedConnection connection && connection.isInvalid()) {
                invalid.add(candidate);
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
        managed = new ManagedDefinition("definition-" + NUMBERS.incrementAndGet(), this::name, this::profiles);
        ssh.add(managed);
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
