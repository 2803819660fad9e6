package io.sshra.sample.agent;

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
 * Refuses requests that another site makes a browser send, also when that site's name resolves to this machine (DNS rebinding), as the
 * specification of MCP's transport asks for. The server answers to {@code localhost} and to addresses, and to other names only if the system
 * property {@value #HOSTS} has them.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RequestGuard extends HttpFilter {

    /** Further host names of the server, separated by commas. */
    static final String HOSTS = "sample.hosts";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        if (isOwn(request.getHeader("Host"), request.getHeader("Origin"), System.getProperty(HOSTS, ""))) {
            chain.doFilter(request, response);
        } else {
            JsonRpc.refuse(response, HttpServletResponse.SC_FORBIDDEN, JsonRpc.INVALID_REQUEST,
                    "The request is from another site, or for another host name. Use the address that was printed at the start");
        }
    }

    /** Whether the host is this server, and the origin, if there is one, is this server too. */
    static boolean isOwn(String host, String origin, String furtherNames) {
        if (host == null || !isNameOfThis(host, furtherNames)) {
            return false;
        }
        if (origin == null) {
            return true;
        }
        try {
            return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isNameOfThis(String host, String furtherNames) {
        String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || name.matches("\\[[0-9a-f:.]+\\]")
                || !name.isEmpty() && List.of(furtherNames.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(name);
    }
}
