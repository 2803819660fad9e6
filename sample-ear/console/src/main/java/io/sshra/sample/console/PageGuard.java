package io.sshra.sample.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Guards every request. Adds headers that allow the page only its own files. Refuses requests that another site makes the browser
 * send, also when that site's name resolves to this machine (DNS rebinding): the console answers to {@code localhost} and to
 * addresses, and to other names only if the system property {@value #HOSTS} has them. Changing requests also need the session's
 * {@link CsrfToken}, except the log-in.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PageGuard extends HttpFilter {

    /** Further host names of the console, separated by commas. */
    static final String HOSTS = "sample.hosts";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src " + styles(request) + "; img-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
        String host = request.getHeader("Host");
        boolean own = isNameOfThis(host, System.getProperty(HOSTS, "")) && isOwn(request.getMethod(), request.getContentType(),
                request.getHeader("Origin"), request.getHeader("Sec-Fetch-Site"), host);
        boolean tokenMissing = changes(request.getMethod()) && !isLogIn(request)
                && !CsrfToken.isRight(request.getSession(false), request.getHeader(CsrfToken.HEADER));
        if (!own || tokenMissing) {
            refuse(response);
            return;
        }
        chain.doFilter(request, response);
    }

    /** xterm.js writes colours and sizes as style elements, and can't give them a nonce (its issue 4445). The log-in form has no terminal. */
    private static String styles(HttpServletRequest request) {
        return request.getRequestURI().endsWith("/login.html") ? "'self'" : "'self' 'unsafe-inline'";
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("application/json");
        response.getWriter().print("{\"code\": \"\", \"what\": \"The request is not from this page\", "
                + "\"advice\": \"Open the console at the address that was printed at its start\"}");
    }

    /** There is no session before it, and so no token. */
    private static boolean isLogIn(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getRequestURI().equals(request.getContextPath() + "/api/session");
    }

    private static boolean changes(String method) {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** Whether the Host header has a name that nobody else can make resolve to this machine. */
    static boolean isNameOfThis(String host, String furtherNames) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || name.matches("\\[[0-9a-f:.]+\\]")
                || List.of(furtherNames.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(name) && !name.isEmpty();
    }

    /** Whether a changing request comes from this application's own page or from a program that is not a browser. */
    static boolean isOwn(String method, String contentType, String origin, String fetchSite, String host) {
        if (!changes(method)) {
            return true;
        }
        // A form of another site can send neither type.
        String type = method.equals("PUT") ? "application/octet-stream" : "application/json";
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).matches(type + "\\s*(;.*)?")) {
            return false;
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
