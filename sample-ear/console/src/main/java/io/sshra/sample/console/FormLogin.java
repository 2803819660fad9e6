package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Knows logged-in users by their HTTP session ({@link SessionResource}). Redirects others to the log-in form, and answers scripts of
 * the page with status 401.
 */
@ApplicationScoped
public class FormLogin implements HttpAuthenticationMechanism {

    @Inject
    private Visits visits;

    @Override
    public AuthenticationStatus validateRequest(HttpServletRequest request, HttpServletResponse response,
            HttpMessageContext context) {
        Visit visit = visits.of(request.getSession(false));
        if (visit != null) {
            return context.notifyContainerAboutLogin(visit.user(), visit.groups());
        }
        if (!context.isProtected()) {
            return context.doNothing();
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.equals("/") || path.endsWith(".html") ? context.redirect(request.getContextPath() + "/login.html")
                : context.responseUnauthorized();
    }
}
