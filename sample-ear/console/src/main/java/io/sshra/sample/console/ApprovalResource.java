package io.sshra.sample.console;

import io.sshra.SshApprovals;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
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

/**
 * Approves and denies what users want to do. The console knows who may approve at all, by a role; the adapter sees to it that nobody decides what
 * he or she wants.
 */
@Path("approvals")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalResource {

    private static final Logger LOG = System.getLogger(ApprovalResource.class.getName());

    /** As in {@link DashboardResource}. */
    @Context
    private SecurityContext caller;

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    @Inject
    private PendingApprovals pending;

    /**
     * What an approver says.
     *
     * @param reason null or empty for none
     */
    public record Decision(String id, boolean approve, String reason) {
    }

    @GET
    public List<PendingApprovals.Row> all() {
        checkRole();
        return pending.of(visit);
    }

    /** @throws SshException if the request was decided meanwhile, or is the approver's own */
    @POST
    public List<PendingApprovals.Row> decide(Decision decision) throws SshException {
        checkRole();
        String id = BadRequests.required(BadRequests.required(decision).id());
        String reason = decision.reason() == null || decision.reason().isBlank() ? null : decision.reason().strip();
        SshApprovals approvals = ssh.approvals();
        try {
            if (decision.approve()) {
                approvals.approve(id, visit.user(), reason);
            } else {
                approvals.deny(id, visit.user(), reason);
            }
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("This can't be decided so", e.getMessage());
        }
        LOG.log(Level.INFO, "{0} has {1} the request {2}", visit.user(), decision.approve() ? "approved" : "denied", id);
        return pending.of(visit);
    }

    private void checkRole() {
        if (!caller.isUserInRole(Visit.ADMINISTRATOR)) {
            throw new ForbiddenException(Response.status(Response.Status.FORBIDDEN).type(MediaType.APPLICATION_JSON)
                    .entity(SshErrors.error("", "You may not approve", "Ask an administrator")).build());
        }
    }
}
