package io.sshra.adapter;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.adapter.config.AdapterProperties;
import io.sshra.adapter.config.CheckedProperties;
import io.sshra.adapter.config.PropertyProblems;
import io.sshra.adapter.management.IronJacamarStatistics;
import io.sshra.adapter.management.ManagedDefinition;
import io.sshra.adapter.management.ManagedDefinitions;
import io.sshra.base.Clock;
import io.sshra.events.EventSettings;
import io.sshra.events.Tracing;
import io.sshra.log.AdapterLog;
import io.sshra.maintenance.ContainerTimer;
import io.sshra.maintenance.Maintenance;
import io.sshra.maintenance.MaintenanceDrivers;
import io.sshra.pool.Pool;
import io.sshra.ssh.mina.MinaConnector;
import io.sshra.tracing.OptionalTracing;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.Timer;
import javax.transaction.xa.XAResource;
import org.jboss.jca.core.spi.statistics.Statistics;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/**
 * The adapter: limits and times for all its connection definitions, and the pool of sessions that they share.
 *
 * <p>Life cycle (Connectors 2.1, life cycle management): the container sets the properties, calls {@link #start} once and, unless
 * that fails, {@link #stop} once. A start that fails leaves nothing behind.
 */
@Connector(displayName = "SSH resource adapter", vendorName = "ssh-ra", eisType = "SSH", version = "1.0.0",
        reauthenticationSupport = false, transactionSupport = TransactionSupportLevel.NoTransaction)
@CheckedProperties
public class SshResourceAdapter extends AdapterProperties implements ResourceAdapter, Statistics {

    private static final long serialVersionUID = 1L;

    private transient volatile Pool pool;
    /** Why the last start has failed; null if it has not. */
    private transient volatile String failure;
    private transient volatile AdapterNode node;
    private transient Maintenance maintenance;
    /** Null unless it is started. */
    private transient Teardown running;
    private final transient ManagedDefinitions definitions = new ManagedDefinitions();

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        Teardown made = new Teardown();
        try {
            checkProperties();
            start(context, made);
        } catch (ResourceAdapterInternalException e) {
            failed(e.getMessage(), null);
            throw e;
        } catch (RuntimeException | Error e) {
            made.runAfter(e);
            pool = null;
            failed(e.toString(), e);
            throw e;
        }
        failure = null;
        running = made;
    }

    /** Logs it, because Quarkus's extension neither logs what this throws nor gives up. */
    private void failed(String why, Throwable cause) {
        failure = SshText.visible(why);
        AdapterLog.LOG.notStarted(failure, cause);
    }

    private void start(BootstrapContext context, Teardown made) {
        MinaConnector connector = new MinaConnector(Clock.SYSTEM::nanos);
        made.add(connector::close);
        Tracing tracing = OptionalTracing.find();
        made.add(tracing::close);
        pool = new Pool(poolSettings(), connector, Clock.SYSTEM, new EventSettings(commandText(), tracing));
        made.add(pool::stop);
        node = new AdapterNode(pool);
        made.add(node::stop);
        maintenance = new Maintenance(this::evict, pool::probeAll, Duration.ofSeconds(getEvictionIntervalSeconds()),
                Duration.ofSeconds(getValidationIntervalSeconds()));
        made.add(maintenance::stop);
        MaintenanceDrivers drivers = MaintenanceDrivers.INSTANCE;
        int adapters = drivers.adapterStarted(maintenance, new ContainerTimer(() -> createTimer(context)),
                new WorkDriver(context::getWorkManager, drivers::lost));
        made.add(() -> drivers.adapterStopped(maintenance));
        made.add(definitions::adapterStopped);
        definitions.adapterStarted(pool, node, maintenance::driver);
        AdapterLog.LOG.started(maintenance.driver());
        ContainerKind.of(context).report();
        if (adapters > 1) {
            AdapterLog.LOG.severalAdapters(adapters);
        }
    }

    private void evict() {
        pool.evictIdle();
        definitions.forgetCollected();
    }

    /** A container with Bean Validation has done this already. */
    private void checkProperties() throws ResourceAdapterInternalException {
        String problems = PropertyProblems.of(this).inOneLine();
        if (!problems.isEmpty()) {
            throw new ResourceAdapterInternalException(problems);
        }
    }

    private static Timer createTimer(BootstrapContext context) {
        try {
            return context.createTimer();
        } catch (UnavailableException e) {
            throw new IllegalStateException("The container gives no timer", e);
        }
    }

    @Override
    public void stop() {
        Teardown made = running;
        running = null;
        if (made != null) {
            made.run();
        }
    }

    /** What IronJacamar shows in WildFly's management model. */
    @Override
    public StatisticsPlugin getStatistics() {
        return IronJacamarStatistics.ofAdapter(definitions);
    }

    /** The connection definitions of this adapter. */
    ManagedDefinitions definitions() {
        return definitions;
    }

    /** A connection definition of this adapter. */
    void add(ManagedDefinition definition) {
        definitions.add(definition);
    }

    /** A factory of that connection definition was made. */
    void factoryMade(ManagedDefinition definition) {
        definitions.factoryMade(definition);
    }

    /** That connection definition has another JNDI name. */
    void renamed(ManagedDefinition definition) {
        definitions.renamed(definition);
    }

    /** The pool of this adapter. Null before it has started. */
    Pool pool() {
        return pool;
    }

    /** What callers get before it has started. */
    SshException notStarted() {
        String why = failure;
        return new SshConnectionClosedException(SshErrorCode.ADAPTER_STOPPED, "the adapter has not started" + (why == null ? "" : ": " + why));
    }

    /** This adapter among others. Null before it has started. */
    AdapterNode node() {
        return node;
    }

    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec) throws ResourceException {
        throw new NotSupportedException("This adapter delivers no messages");
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        // There are no endpoints.
    }

    /** Null: there are no transactions to recover. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SshResourceAdapter that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }
}
