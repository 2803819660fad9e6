package io.sshra.sample.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Log-in, log-out and the current user. The only resource that needs no log-in. */
@Path("session")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    /** The system property that says whether output of a terminal keeps the session open, as input does. */
    static final String OUTPUT_IS_ACTIVITY = "sample.terminalOutputIsActivity";

    @Inject
    private ClusterMembership cluster;

    @Inject
    private IdentityStoreHandler users;

    @Inject
    private Visits visits;

    @Context
    private HttpServletRequest request;

    /**
     * The log-in form.
     *
     * @param limitSeconds the session ends after this many seconds without a request, or after the server's limit if that is less
     */
    public record Login(String user, String password, int limitSeconds) {
    }

    /**
     * The session as the page needs it.
     *
     * @param user          null if nobody is logged in
     * @param token         the token that each changing request but the log-in must contain; null if nobody is logged in
     * @param administrator for display only; each request checks the permission again
     * @param outputIsActivity whether output of a terminal keeps the session open
     * @param server        another one at each server of a cluster, and after each start of the application
     * @param serverName    the server's name in the cluster; null if it is in none
     */
    public record Answer(String user, String token, boolean administrator, boolean outputIsActivity, String server, String serverName) {
    }

    @GET
    public Answer current() {
        Visit visit = visits.of(request.getSession(false));
        boolean outputIsActivity = Boolean.getBoolean(OUTPUT_IS_ACTIVITY);
        return visit == null ? new Answer(null, null, false, outputIsActivity, ThisServer.ID, cluster.node())
                : new Answer(visit.user(), visit.token(), visit.isAdministrator(), outputIsActivity, ThisServer.ID, cluster.node());
    }

    @POST
    public Response logIn(Login login) {
        BadRequests.required(login);
        CredentialValidationResult result = users.validate(new UsernamePasswordCredential(
                BadRequests.required(login.user()), BadRequests.required(login.password())));
        if (result.getStatus() != CredentialValidationResult.Status.VALID) {
            return Response.status(Response.Status.FORBIDDEN)
                    .entity(SshErrors.error("", "Wrong user name or password", "Try again")).build();
        }
        // No session from before the log-in is used after it. WildFly keeps a session locked that begins in the request in which another one
        // ends, so a page that had one logs in again.
        HttpSession before = request.getSession(false);
        if (before != null) {
            end(before);
            return Response.status(Response.Status.CONFLICT).entity(SshErrors.error("", "An earlier session has ended", "Log in again")).build();
        }
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval(Math.max(1, Math.min(login.limitSeconds(), session.getMaxInactiveInterval())));
        visits.begin(new Visit(result.getCallerPrincipal().getName(), result.getCallerGroups(),
                CsrfToken.of(session)), session);
        return Response.ok(current()).build();
    }

    /** Ends the HTTP session; {@link VisitEnd} closes its connections. */
    @DELETE
    public void logOut() {
        HttpSession session = request.getSession(false);
        if (session != null) {
            end(session);
        }
    }

    private static void end(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException ended) {
            // By another request.
        }
    }
}
