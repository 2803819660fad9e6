package io.sshra.sample.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sshra.SshConnectionFactoryMXBean;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Registers the adapter's figures as meters in the server's Micrometer registry. */
@ApplicationScoped
public class SshMetrics {

    private static final Tags TAGS = Tags.of("factory", AdapterFigures.FACTORY);

    @Inject
    private MeterRegistry registry;

    /** Kept here because the registry has only a weak reference. */
    private final SshConnectionFactoryMXBean figures = AdapterFigures.get();
    private final List<String> names = new ArrayList<>();

    /** Registers the meters when the application starts. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (!names.isEmpty()) {
            return; // This event comes once for each module of an EAR.
        }
        gauge("ssh.connections.open", SshConnectionFactoryMXBean::getOpenConnections);
        gauge("ssh.connections.connecting", SshConnectionFactoryMXBean::getConnecting);
        gauge("ssh.leases.used", SshConnectionFactoryMXBean::getLeasesInUse);
        gauge("ssh.channels.open", SshConnectionFactoryMXBean::getOpenChannels);
        counter("ssh.connects", SshConnectionFactoryMXBean::getConnects);
        counter("ssh.reconnects", SshConnectionFactoryMXBean::getReconnects);
        counter("ssh.connects.failed", SshConnectionFactoryMXBean::getConnectsFailed);
        counter("ssh.authentications.refused", SshConnectionFactoryMXBean::getAuthenticationsRefused);
        counter("ssh.hostkeys.refused", SshConnectionFactoryMXBean::getHostKeysRefused);
        counter("ssh.limits.hit", SshConnectionFactoryMXBean::getLimitsHit);
        counter("ssh.connections.lost", SshConnectionFactoryMXBean::getClosedConnectionLost);
        counter("ssh.commands", SshConnectionFactoryMXBean::getCommands);
        counter("ssh.commands.timedout", SshConnectionFactoryMXBean::getCommandsTimedOut);
        counter("ssh.commands.lost", SshConnectionFactoryMXBean::getCommandsLost);
    }

    // Uses the registry's methods, not the meters' builders: the registry that WildFly 39 gives to an application does not publish
    // what builders register.

    private void gauge(String name, ToDoubleFunction<SshConnectionFactoryMXBean> figure) {
        registry.gauge(name, TAGS, figures, figure);
        names.add(name);
    }

    private void counter(String name, ToDoubleFunction<SshConnectionFactoryMXBean> figure) {
        registry.more().counter(name, TAGS, figures, figure);
        names.add(name);
    }

    /** Removes the meters. They would keep this application's classes in memory, because the registry belongs to the server. */
    @PreDestroy
    void stop() {
        names.forEach(name -> registry.find(name).tags(TAGS).meters().forEach(registry::remove));
    }
}
