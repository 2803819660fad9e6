package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Closes a visit's SSH connections when the visit ends by log-out or expiry, and tells its open pages. */
@WebListener
public class VisitEnd implements HttpSessionListener {

    private static final Logger LOG = System.getLogger(VisitEnd.class.getName());

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visits visits;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        KeptVisit kept = Visits.kept(event.getSession());
        if (kept != null) {
            Visit visit = visits.end(kept.session());
            int closed = ssh.sessions().closeSession(kept.user(), kept.session());
            LOG.log(Level.INFO, "The session of {0} has ended, connections closed: {1}", kept.user(), closed);
            if (visit != null) {
                end(visit, closed);
            }
        }
    }

    private static void end(Visit visit, int closed) {
        visit.ownProfiles().destroy();
        try {
            // The visit's commands have ended with their connections. The pages are told of that first.
            for (Run run : visit.runs().all()) {
                run.awaitTold();
            }
            visit.live().end(closed);
            visit.recordings().delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
