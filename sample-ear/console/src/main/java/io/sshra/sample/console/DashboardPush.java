package io.sshra.sample.console;

import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.sample.monitoring.AdapterFigures;
import io.sshra.sample.oversight.Agents;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Watches the adapter while the application runs, and updates open dashboards every other second. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DashboardPush {

    private static final long PATIENCE_MILLIS = 10_000;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private Visits visits;

    @Inject
    private LiveConnections connections;

    @Inject
    private OtherNodes otherNodes;

    @Inject
    private PendingApprovals approvals;

    @Inject
    private Agents agents;

    @Inject
    private VisibleAgents visibleAgents;

    @Inject
    private FigureHistory figures;

    @Inject
    private LastCloses closes;

    @Inject
    private HostErrors errors;

    private AdapterEvents events;
    private Thread listener;

    @PostConstruct
    void start() {
        events = new AdapterEvents(closes, errors, figures, agents);
        listener = threads.newThread(events);
        listener.start();
    }

    @PreDestroy
    void stop() {
        events.close();
        try {
            listener.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/" + FigureHistory.SAMPLE_SECONDS, persistent = false)
    void push() {
        FigureHistory.Sample sample = figures.add(Instant.now(), reading());
        List<LastCloses.Close> ended = closes.takeUntold();
        boolean failed = errors.takeUntold();
        for (Visit visit : visits.open()) {
            visit.live().offer("figures", sample);
            ended.stream().filter(close -> close.isFor(visit)).forEach(close -> visit.live().offer("closed", close));
            if (failed) {
                visit.live().offer("errors", errors.of(visit));
            }
            visit.live().offer("connections", connections.of(visit));
            visit.live().offer("unanswered", otherNodes.unanswered());
            visit.live().offer("agents", visibleAgents.of(visit));
            if (visit.isAdministrator()) {
                visit.live().offer("approvals", approvals.of(visit));
            }
        }
    }

    /** Null while the adapter is not running. */
    private FigureHistory.Reading reading() {
        if (!AdapterFigures.areThere()) {
            return null;
        }
        SshConnectionFactoryMXBean adapter = AdapterFigures.get();
        closes.list(adapter.listConnections());
        return new FigureHistory.Reading(System.nanoTime(), adapter.getCommands(), adapter.getOpenConnections(), adapter.getConnecting(),
                adapter.getLeasesInUse(), adapter.getOpenChannels());
    }
}
