package io.sshra.cdi;

import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/** Knows on whose behalf the current thread works. */
@ApplicationScoped
class CurrentUser {

    /** The names that containers give to a caller who has not logged in, outside of HTTP requests. */
    private static final Set<String> NOBODY = Set.of("anonymous", "unauthenticated", "guest");

    @Inject
    private Instance<SshUser> own;
    @Inject
    private Instance<HttpServletRequest> requests;
    @Inject
    private Instance<Principal> principals;
    /** The application's bean; null if it has none. Each bean is taken once, because Instance keeps dependent objects. */
    private SshUser ownUser;
    private HttpServletRequest request;
    private Principal principal;

    @PostConstruct
    void take() {
        ownUser = own.isUnsatisfied() ? null : own.get();
        // These two are proxies, which ask the container at each call.
        request = requests.isResolvable() ? requests.get() : null;
        principal = principals.isResolvable() ? principals.get() : null;
    }

    /** @throws SshInputException if nobody has logged in */
    public String name() throws SshInputException {
        String name = ownUser == null ? caller() : ownUser.name();
        if (name == null || name.isEmpty()) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "an injected connection is used, but nobody has logged in");
        }
        return name;
    }

    private String caller() {
        if (request != null) {
            try {
                return request.getRemoteUser();
            } catch (ContextNotActiveException | IllegalStateException e) {
                // Not in an HTTP request: the latter where a request context has no HTTP request, for instance in Weld.
                System.getLogger(CurrentUser.class.getName()).log(System.Logger.Level.TRACE, "No HTTP request", e);
            }
        }
        return callerOfBean();
    }

    private String callerOfBean() {
        try {
            String name = principal == null ? null : principal.getName();
            return name == null || NOBODY.contains(name.toLowerCase(Locale.ROOT)) ? null : name;
        } catch (RuntimeException | LinkageError e) {
            // Outside of a security domain.
            return null;
        }
    }
}
