package io.sshra.sample.console;

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

/** The initial content of a dashboard; {@link DashboardPush} updates it. Users end their own connections, administrators any. */
@Path("dashboard")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DashboardResource {

    private static final Logger LOG = System.getLogger(DashboardResource.class.getName());

    /** Of Jakarta REST, because that of Jakarta Security has no roles in a WildFly without a policy for Jakarta Authorization. */
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

    /** The whole dashboard. */
    public static class Answer {
        /** The adapter's name of the asking session. */
        public String session;
        public List<LiveConnections.Row> connections;
        public List<LastCloses.Close> closes;
        public List<FigureHistory.Sample> figures;
    }

    /** The connection to end. */
    public static class Choice {
        public long number;
    }

    @GET
    public Answer all() {
        Answer answer = new Answer();
        answer.session = visit.session();
        answer.connections = connections.of(visit);
        answer.closes = closes.of(visit);
        answer.figures = figures.all();
        return answer;
    }

    /** Ends a connection. What runs on it fails with an error that says so; the next use opens a new one. */
    @POST
    @Path("end")
    public List<LiveConnections.Row> end(Choice choice) {
        long number = BadRequests.required(choice).number;
        boolean own = connections.ofUser(visit.user()).stream().anyMatch(row -> row.number == number);
        if (!own && !caller.isUserInRole(Visit.ADMINISTRATOR)) {
            throw new ForbiddenException(Response.status(Response.Status.FORBIDDEN).type(MediaType.APPLICATION_JSON)
                    .entity(SshErrors.error("", "You have no connection with the number " + number, "It may have ended already")).build());
        }
        if (AdapterFigures.get().closeConnection(number)) {
            LOG.log(Level.INFO, "{0} has ended connection {1}", visit.user(), String.valueOf(number));
        }
        return connections.of(visit);
    }
}
