package io.sshra.sample.console;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Writes what a request has changed of its visit to the HTTP session, from which a cluster copies it to other servers. What a command changes
 * later is written with the next request; pages make one when a command has ended.
 */
@Provider
public class VisitKeeper implements ContainerResponseFilter {

    @Inject
    private Visits visits;

    /** Of CDI: RESTEasy's own is lost when a request ends the streams of events of a session. */
    @Inject
    private HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        visits.keep(servletRequest.getSession(false));
    }
}
