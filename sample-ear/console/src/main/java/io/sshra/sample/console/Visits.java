package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All open visits. Lets beans inject the visit of the current request. */
@ApplicationScoped
public class Visits {

    private final Set<Visit> open = ConcurrentHashMap.newKeySet();

    void begin(Visit visit, HttpSession session) {
        open.add(visit);
        visit.keepIn(session);
    }

    void end(Visit visit) {
        open.remove(visit);
    }

    Set<Visit> open() {
        return open;
    }

    /** The open visit with this token; null if there is none. */
    Visit open(String token) {
        return open.stream().filter(visit -> CsrfToken.isSame(visit.token(), token)).findFirst().orElse(null);
    }

    @Produces
    Visit current(HttpServletRequest request) {
        Visit visit = Visit.of(request.getSession(false));
        if (visit == null) {
            throw new IllegalStateException("The request has no visit: nobody is logged in");
        }
        return visit;
    }
}
