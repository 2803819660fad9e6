package io.sshra.sample.console;

import io.sshra.SshCloseReason;
import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Remembers for each visit which profiles it has connected to, and what or who has ended these connections. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ConnectionEnds {

    private static final int MOST_ENDERS = 1000;

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedExecutorService executor;

    @Inject
    private Visits visits;

    @Inject
    private Favourites favourites;

    /** The user who is about to end a connection, by its number. Guarded by itself. */
    private final Map<Long, String> enders = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MOST_ENDERS;
        }
    };

    private SshListenerRegistration registration;

    /**
     * The end of a connection.
     *
     * @param at     when
     * @param reason see {@link SshCloseReason}, in lower case
     * @param by     the user who has ended it at this server; null if none has
     */
    record End(String at, String reason, String by) {
    }

    @PostConstruct
    void listen() {
        registration = ssh.sessions().addListener(executor, new SshConnectionListener() {
            @Override
            public void opened(SshConnectionEvent event) {
                used(event);
            }

            @Override
            public void reconnected(SshConnectionEvent event) {
                used(event);
            }

            @Override
            public void lost(SshConnectionEvent event) {
                ended(event);
            }

            @Override
            public void closed(SshConnectionEvent event) {
                ended(event);
            }
        });
    }

    @PreDestroy
    void stop() {
        registration.close();
    }

    private void used(SshConnectionEvent event) {
        String profile = event.connection().profile();
        withVisit(event, visit -> {
            if (!visit.ownProfiles().has(profile)) {
                favourites.connected(visit.user(), profile);
            }
        });
    }

    private void ended(SshConnectionEvent event) {
        String by;
        synchronized (enders) {
            by = enders.remove(event.connection().number());
        }
        End end = new End(event.when().toString(), event.reason().name().toLowerCase(Locale.ROOT),
                event.reason() == SshCloseReason.EXPLICIT_CLOSE ? by : null);
        withVisit(event, visit -> visit.ends().put(event.connection().profile(), end));
    }

    private void withVisit(SshConnectionEvent event, Consumer<Visit> action) {
        visits.open().stream().filter(visit -> visit.session().equals(event.connection().sessionId())).forEach(action);
    }

    /** To be called before the user ends a connection of this server. */
    public void by(String user, long connection) {
        synchronized (enders) {
            enders.put(connection, user);
        }
    }

    /** Ends the visit's connection to a profile, for its user. */
    public void release(Visit visit, String profile) {
        ssh.sessions().connections(visit.user(), visit.session()).stream().filter(info -> info.profile().equals(profile))
                .forEach(info -> by(visit.user(), info.number()));
        ssh.sessions().release(visit.user(), visit.session(), profile);
    }
}
