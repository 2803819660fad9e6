package io.sshra.sample.console;

import io.sshra.SshCluster;
import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.sample.oversight.Agents;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The connections of the other nodes of a cluster, as of a moment ago. Has its own schedule, because a node that does not answer costs two
 * seconds each time, which no page is to wait for.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class OtherNodes {

    private static final Logger LOG = System.getLogger(OtherNodes.class.getName());
    private static final int ASKED_EVERY_SECONDS = 2;

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private Visits visits;

    @Inject
    private Agents agents;

    private volatile SshClusterConnections latest = SshClusterConnections.of(List.of(), List.of());
    private Future<?> asking;

    @PostConstruct
    void start() {
        asking = scheduler.scheduleWithFixedDelay(this::askIfSomebodyLooks, ASKED_EVERY_SECONDS, ASKED_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        asking.cancel(false);
    }

    private void askIfSomebodyLooks() {
        try {
            if (!visits.open().isEmpty()) {
                ask();
                agents.askOthers();
            }
        } catch (RuntimeException e) {
            // The executor would not call this again.
            LOG.log(Level.WARNING, "The other nodes could not be asked: what is shown of them is older", e);
        }
    }

    /** Asks the other nodes now, for at most two seconds. */
    public void ask() {
        SshCluster cluster = ssh.sessions().cluster();
        String here = cluster.node();
        if (cluster.nodes().size() > 1) {
            SshClusterConnections all = cluster.connections();
            latest = SshClusterConnections.of(all.connections().stream().filter(info -> !info.node().equals(here)).toList(), all.unanswered());
        } else {
            latest = SshClusterConnections.of(List.of(), List.of());
        }
    }

    /** Of all users. */
    public List<SshConnectionInfo> connections() {
        return latest.connections();
    }

    /** The nodes whose connections are missing, because they do not answer. */
    public List<String> unanswered() {
        return latest.unanswered();
    }
}
