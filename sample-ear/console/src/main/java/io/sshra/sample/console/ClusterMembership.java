package io.sshra.sample.console;

import io.sshra.SshCluster;
import io.sshra.SshConnectionFactory;
import io.sshra.cluster.ClusterMember;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;

/** Connects the adapter with those of the other nodes of a cluster while the application runs. Has no effect in a server without a cluster. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ClusterMembership {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    private ClusterMember member;
    private volatile boolean metOthers;

    @PostConstruct
    void join() {
        member = ClusterMember.join(ssh);
    }

    @PreDestroy
    void leave() {
        member.close();
    }

    /** The name of this node; null if the server is in no cluster, or has not met another node yet. */
    public String node() {
        SshCluster cluster = ssh.sessions().cluster();
        if (cluster.nodes().size() > 1) {
            metOthers = true;
        }
        return metOthers ? cluster.node() : null;
    }
}
