package io.sshra.test.injected;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens to connections. */
@Singleton
@Startup
public class Events {

    private final List<String> told = new CopyOnWriteArrayList<>();
    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;
    @Resource
    private ManagedExecutorService executor;
    private SshListenerRegistration registration;

    @PostConstruct
    void listen() {
        registration = ssh.sessions().addListener(executor, new SshConnectionListener() {
            @Override
            public void opened(SshConnectionEvent event) {
                told.add("opened " + event.connection().number() + " for " + event.connection().userId());
            }

            @Override
            public void closed(SshConnectionEvent event) {
                told.add("closed " + event.connection().number() + " " + event.reason());
            }
        });
    }

    @PreDestroy
    void stop() {
        registration.close();
    }

    public List<String> told() {
        return List.copyOf(told);
    }
}
