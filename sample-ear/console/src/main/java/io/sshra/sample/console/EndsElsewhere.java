package io.sshra.sample.console;

import io.sshra.SshCloseReason;
import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;

/**
 * Tells pages of this node when another node of a cluster has ended their session: an HTTP session expires on any node, and only that one is
 * told. The pages then ask whether somebody is still logged in.
 */
@Singleton
@Startup
public class EndsElsewhere {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedExecutorService executor;

    @Inject
    private Visits visits;

    private SshListenerRegistration registration;

    @PostConstruct
    void listen() {
        registration = ssh.sessions().addListener(executor, new SshConnectionListener() {
            @Override
            public void closed(SshConnectionEvent event) {
                if (event.reason() == SshCloseReason.SESSION_END) {
                    // This node's own ends are no longer among the open visits.
                    visits.open().stream().filter(visit -> visit.session().equals(event.connection().sessionId()))
                            .forEach(visit -> visit.live().end(null));
                }
            }
        });
    }

    @PreDestroy
    void stop() {
        registration.close();
    }
}
