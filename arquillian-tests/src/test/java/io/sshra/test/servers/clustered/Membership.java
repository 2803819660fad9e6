package io.sshra.test.servers.clustered;

import io.sshra.SshConnectionFactory;
import io.sshra.cluster.ClusterMember;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;

/** Connects the adapter with those of the other nodes while the application runs. */
@Singleton
@Startup
public class Membership {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    private ClusterMember member;

    @PostConstruct
    void join() {
        member = ClusterMember.join(ssh);
    }

    @PreDestroy
    void leave() {
        member.close();
    }
}
