package io.sshra.sample.console;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/**
 * Writes what a request has changed of its visit to the HTTP session, from which a cluster copies it to other servers. What a command changes
 * later is written with the next request; pages make one when a command has ended.
 */
@Provider
public class VisitKeeper implements ContainerResponseFilter {

    @Inject
    private Visits visits;

    @Context
    private HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        try {
            visits.keep(servletRequest.getSession(false));
        } catch (IllegalStateException ended) {
            // Another request has ended the session meanwhile.
        }
    }
}
