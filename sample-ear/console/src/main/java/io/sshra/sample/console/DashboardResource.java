package io.sshra.sample.console;

import io.sshra.SshException;
import io.sshra.sample.monitoring.AdapterFigures;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** What a page begins its dashboard with; {@link DashboardPush} tells it the rest. Users end connections of their own, administrators any. */
@Path("dashboard")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DashboardResource {

    private static final Logger LOG = System.getLogger(DashboardResource.class.getName());

    /** Of Jakarta REST: that of Jakarta Security knows no roles in a WildFly without a policy for Jakarta Authorization. */
    @Context
    private SecurityContext caller;

    @Inject
    private Visit visit;

    @Inject
    private LiveConnections connections;

    @Inject
    private FigureHistory figures;

    @Inject
    private LastCloses closes;

    /** All of the page. */
    public static class Answer {
        /** The one that asks. */
        public String session;
        public List<LiveConnections.Row> connections;
        public List<LastCloses.Close> closes;
        public List<FigureHistory.Sample> figures;
    }

    /** Which connection to end. */
    public static class Choice {
        public long number;
    }

    @GET
    public Answer all() throws SshException {
        Answer answer = new Answer();
        answer.session = visit.session();
        answer.connections = connections.of(visit);
        answer.closes = closes.of(visit);
        answer.figures = figures.all();
        return answer;
    }

    /** What runs on it fails, and says that the connection was ended; the next call makes a new one. */
    @POST
    @Path("end")
    public List<LiveConnections.Row> end(Choice choice) throws SshException {
        long number = BadRequests.required(choice).number;
        boolean own = connections.ofUser(visit.user()).stream().anyMatch(row -> row.number == number);
        if (!own && !caller.isUserInRole(Visit.ADMINISTRATOR)) {
            throw new ForbiddenException(Response.status(Response.Status.FORBIDDEN).type(MediaType.APPLICATION_JSON)
                    .entity(SshErrors.error("", "No connection of yours has the number " + number, "It may have ended by itself")).build());
        }
        if (AdapterFigures.get().closeConnection(number)) {
            LOG.log(Level.INFO, "{0} has ended connection {1}", visit.user(), String.valueOf(number));
        }
        return connections.of(visit);
    }
}
