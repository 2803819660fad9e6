package io.sshra.sample.console;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/**
 * In front of everything: headers that let the page use nothing but its own files, and a refusal for requests that other
 * sites make a browser send.
 */
@WebFilter("/*")
public class PageGuard extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Visit visit;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
        if (!isOwn(request.getMethod(), request.getHeader("Origin"), request.getHeader("Sec-Fetch-Site"), request.getHeader("Host"))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Not from this page");
            return;
        }
        request.getSession().setAttribute(VisitEnd.SESSION_NAME, visit.session());
        chain.doFilter(request, response);
    }

    /** Whether a request that may change something comes from this application's own page, or from no browser. */
    static boolean isOwn(String method, String origin, String fetchSite, String host) {
        if (method.equals("GET") || method.equals("HEAD")) {
            return true;
        }
        if (fetchSite != null && !fetchSite.equals("same-origin")) {
            return false;
        }
        if (origin == null) {
            return true;
        }
        try {
            return host != null && host.equals(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
