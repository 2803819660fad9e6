package io.sshra.sample.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/**
 * Subscribes a page to the events of its visit. A page first asks for a ticket, which is good for one subscription. The subscription itself
 * has no cookie (the page omits it) and so no HTTP session: WildFly has the session of a {@code <distributable/>} application in use until the
 * request has ended, and would neither copy it to other servers nor let it expire while a page is open.
 */
@Path("events")
@RequestScoped
public class EventResource {

    @Inject
    private Instance<Visit> visit;

    @Inject
    private Visits visits;

    /** What a page needs to subscribe. */
    public record Ticket(String ticket) {
    }

    @POST
    @Path("ticket")
    @Produces(MediaType.APPLICATION_JSON)
    public Ticket ticket() {
        return new Ticket(visit.get().live().newTicket());
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void subscribe(@QueryParam("ticket") String ticket, @Context SseEventSink sink, @Context Sse sse) {
        Visit subscribed = visits.taking(ticket);
        if (subscribed == null) {
            throw new NotAuthorizedException(Response.status(Response.Status.UNAUTHORIZED).build());
        }
        subscribed.live().add(sink, sse);
    }
}
