package io.sshra.sample.console;

import io.sshra.sample.oversight.Agents;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What agents do, and the end of it. Users stop agents that act for them, administrators any. {@link DashboardPush} updates the list. */
@Path("agents")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AgentResource {

    private static final Logger LOG = System.getLogger(AgentResource.class.getName());

    /** As in {@link DashboardResource}. */
    @Context
    private SecurityContext caller;

    @Inject
    private Visit visit;

    @Inject
    private Agents agents;

    @Inject
    private VisibleAgents visible;

    /**
     * Which agent.
     *
     * @param caller the user, a slash and the agent; or the user alone
     */
    public record Choice(String caller) {
    }

    @GET
    public VisibleAgents.Page all() {
        return visible.of(visit);
    }

    /** The part of a transcript that has changed since an earlier answer, whose revision is given. */
    @GET
    @Path("{id}")
    public String transcript(@PathParam("id") String id, @QueryParam("after") long after) {
        String part = visible.transcript(visit, id, after);
        if (part == null) {
            throw new NotFoundException(Response.status(Response.Status.NOT_FOUND).type(MediaType.APPLICATION_JSON)
                    .entity(SshErrors.error("", "There is no such conversation any more", "Only the last ones are kept")).build());
        }
        return part;
    }

    /** Ends all conversations of an agent, and refuses it for a time. */
    @POST
    @Path("stop")
    public VisibleAgents.Page stop(Choice choice) {
        String agent = permitted(choice);
        agents.stop(agent, visit.user(), caller.isUserInRole(Visit.ADMINISTRATOR));
        LOG.log(Level.INFO, "{0} has stopped the agent {1}", visit.user(), agent);
        return visible.of(visit);
    }

    /** Lets a stopped agent go on before its time. */
    @POST
    @Path("go-on")
    public VisibleAgents.Page goOn(Choice choice) {
        String agent = permitted(choice);
        boolean administrator = caller.isUserInRole(Visit.ADMINISTRATOR);
        if (!administrator && agents.stops().stream().anyMatch(stop -> stop.caller().equals(agent) && stop.byAdministrator())) {
            throw forbidden("An administrator has stopped this agent", "Ask an administrator");
        }
        agents.letGoOn(agent);
        LOG.log(Level.INFO, "{0} lets the agent {1} go on", visit.user(), agent);
        return visible.of(visit);
    }

    private String permitted(Choice choice) {
        String agent = BadRequests.required(BadRequests.required(choice).caller());
        if (!caller.isUserInRole(Visit.ADMINISTRATOR) && !Agents.user(agent).equals(visit.user())) {
            throw forbidden("This agent does not act for you", "Ask its user or an administrator");
        }
        if (agents.conversations().stream().noneMatch(each -> each.caller().equals(agent)) && agents.stops().stream().noneMatch(each -> each.caller().equals(agent))) {
            throw BadRequests.because("There is no such agent", "Reload the page");
        }
        return agent;
    }

    private static ForbiddenException forbidden(String what, String advice) {
        return new ForbiddenException(Response.status(Response.Status.FORBIDDEN).type(MediaType.APPLICATION_JSON)
                .entity(SshErrors.error("", what, advice)).build());
    }
}
