package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshTimeoutException;
import io.sshra.sample.monitoring.AdapterFigures;
import jakarta.annotation.Resource;
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

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    @Inject
    private LiveConnections connections;

    @Inject
    private OtherNodes otherNodes;

    @Inject
    private FigureHistory figures;

    @Inject
    private LastCloses closes;

    @Inject
    private ConnectionEnds ends;

    @Inject
    private HostErrors errors;

    /**
     * The whole dashboard.
     *
     * @param session    the adapter's name of the asking session
     * @param unanswered the nodes whose connections are missing, because they do not answer
     */
    public record Answer(String session, List<LiveConnections.Row> connections, List<LastCloses.Close> closes, List<HostErrors.Row> errors,
            List<FigureHistory.Sample> figures, List<String> unanswered) {
    }

    /**
     * The connection to end.
     *
     * @param node null or empty for this node
     */
    public record Choice(long number, String node) {
    }

    @GET
    public Answer all() {
        return new Answer(visit.session(), connections.of(visit), closes.of(visit), errors.of(visit), figures.all(), otherNodes.unanswered());
    }

    /**
     * Ends a connection of any node. What runs on it fails with an error that says so; the next use opens a new one.
     *
     * @throws SshTimeoutException if the other node does not answer
     */
    @POST
    @Path("end")
    public List<LiveConnections.Row> end(Choice choice) throws SshTimeoutException {
        long number = BadRequests.required(choice).number();
        String here = ssh.sessions().cluster().node();
        String node = choice.node() == null || choice.node().isEmpty() ? here : choice.node();
        boolean own = connections.ofUser(visit.user()).stream().anyMatch(row -> row.number() == number && row.node().equals(node));
        if (!own && !caller.isUserInRole(Visit.ADMINISTRATOR)) {
            throw new ForbiddenException(Response.status(Response.Status.FORBIDDEN).type(MediaType.APPLICATION_JSON)
                    .entity(SshErrors.error("", "You have no connection with the number " + number, "It may have ended already")).build());
        }
        if (node.equals(here)) {
            ends.by(visit.user(), number);
        }
        if (node.equals(here) ? AdapterFigures.get().closeConnection(number) : closedElsewhere(node, number)) {
            LOG.log(Level.INFO, "{0} has ended connection {1}{2}", visit.user(), String.valueOf(number), node.equals(here) ? "" : " of " + node);
        }
        return connections.of(visit);
    }

    private boolean closedElsewhere(String node, long number) throws SshTimeoutException {
        if (!ssh.sessions().cluster().nodes().contains(node)) {
            throw BadRequests.because("There is no such node any more", "Its connections have ended with it");
        }
        boolean closed = ssh.sessions().cluster().closeConnection(node, number);
        otherNodes.ask();
        return closed;
    }
}
