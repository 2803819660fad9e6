package io.sshra.sample.console;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open visits of this server. Lets beans inject the visit of the current request.
 *
 * <p>An HTTP session has a {@link KeptVisit}, which any server of a cluster may read. The first request at a server makes a {@link Visit} of
 * it, or goes on with the one that is here. A visit ends here when its HTTP session does, and never comes back then.
 */
@ApplicationScoped
public class Visits {

    private static final String ATTRIBUTE = KeptVisit.class.getName();
    private static final int MOST_ENDED = 1000;
    /** The server may notice the end of an HTTP session later than this class would. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** By the name of the adapter's session. Guarded, like the next one, by this object's monitor. */
    private final Map<String, Visit> open = new HashMap<>();
    /** Visits that have ended: a request may have read the HTTP session just before. */
    private final Set<String> ended = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ENDED;
        }
    });

    void begin(Visit visit, HttpSession session) {
        synchronized (this) {
            open.put(visit.session(), visit);
        }
        session.setAttribute(ATTRIBUTE, visit.kept());
    }

    /** What this HTTP session has of its visit; null if nobody has logged in. */
    static KeptVisit kept(HttpSession session) {
        return session == null ? null : (KeptVisit) session.getAttribute(ATTRIBUTE);
    }

    /** The visit of this HTTP session; null if nobody has logged in, or another request has ended the session. */
    Visit of(HttpSession session) {
        try {
            KeptVisit kept = kept(session);
            if (kept == null) {
                return null;
            }
            Visit visit = here(kept, CsrfToken.of(session));
            if (visit != null) {
                visit.takeOver(kept);
                visit.expiry().use(Duration.ofSeconds(session.getMaxInactiveInterval()));
            }
            return visit;
        } catch (IllegalStateException ended) {
            return null;
        }
    }

    /** Null if it has ended. */
    private synchronized Visit here(KeptVisit kept, String token) {
        return ended.contains(kept.session()) ? null : open.computeIfAbsent(kept.session(), session -> Visit.of(kept, token));
    }

    /** Writes what has changed to the HTTP session, unless another request has ended it. */
    void keep(HttpSession session) {
        Visit visit = of(session);
        if (visit != null) {
            // One request after the other, so that the older state does not come last.
            synchronized (visit) {
                try {
                    KeptVisit now = visit.kept();
                    if (!now.equals(kept(session))) {
                        session.setAttribute(ATTRIBUTE, now);
                    }
                } catch (IllegalStateException ended) {
                    // Nothing of it is kept.
                }
            }
        }
    }

    /** Returns the visit with this session of the adapter, which is over now; null if this server has not had it. */
    synchronized Visit end(String session) {
        ended.add(session);
        return open.remove(session);
    }

    /** Returns visits whose HTTP session must have ended, or be used, at another server; they are no longer open here. */
    synchronized List<Visit> takeAbandoned() {
        List<Visit> abandoned = open.values().stream().filter(visit -> visit.expiry().isOverFor(PATIENCE)).toList();
        open.values().removeAll(abandoned);
        return abandoned;
    }

    synchronized List<Visit> open() {
        return List.copyOf(open.values());
    }

    /** The open visit with this token; null if there is none. */
    Visit open(String token) {
        return open().stream().filter(visit -> CsrfToken.isSame(visit.token(), token)).findFirst().orElse(null);
    }

    /** The open visit that has given out this ticket, which can't be used again; null if there is none. */
    Visit taking(String ticket) {
        return open().stream().filter(visit -> visit.live().take(ticket)).findFirst().orElse(null);
    }

    /** The application ends, and the visits may go on at another server. */
    @PreDestroy
    void leave() {
        open().forEach(Visit::leave);
    }

    @Produces
    Visit current(HttpServletRequest request) {
        Visit visit = of(request.getSession(false));
        if (visit == null) {
            throw new IllegalStateException("The request has no visit: nobody is logged in");
        }
        return visit;
    }
}
