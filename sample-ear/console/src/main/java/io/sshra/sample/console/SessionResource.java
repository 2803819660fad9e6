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

/** Log-in and log-out, and who is logged in. Open to everybody, as only that can be. */
@Path("session")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    @Inject
    private IdentityStoreHandler users;

    @Inject
    private Visits visits;

    @Context
    private HttpServletRequest request;

    /** What the form sends. */
    public static class Login {
        public String user;
        public String password;
        /** Seconds without a request after which the session ends; no more than the server's own limit. */
        public int limitSeconds;
    }

    /** What the page has to know. */
    public static class Answer {
        /** Null for nobody. */
        public String user;
        /** To be sent with each request that changes something. */
        public String token;
        /** Says what the page offers; what is allowed is decided at each request. */
        public boolean administrator;
    }

    @GET
    public Answer current() {
        HttpSession session = request.getSession();
        Visit visit = Visit.of(session);
        Answer answer = new Answer();
        answer.user = visit == null ? null : visit.user();
        answer.token = CsrfToken.of(session);
        answer.administrator = visit != null && visit.isAdministrator();
        return answer;
    }

    @POST
    public Response logIn(Login login) {
        BadRequests.required(login);
        CredentialValidationResult result = users.validate(new UsernamePasswordCredential(
                BadRequests.required(login.user), BadRequests.required(login.password)));
        if (result.getStatus() != CredentialValidationResult.Status.VALID) {
            return Response.status(Response.Status.FORBIDDEN)
                    .entity(SshErrors.error("", "No such user with this password", "Try again")).build();
        }
        // Whatever the browser brought along ends here: neither its session nor the id of that is used any further.
        request.getSession().invalidate();
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval(Math.max(1, Math.min(login.limitSeconds, session.getMaxInactiveInterval())));
        visits.begin(new Visit(result.getCallerPrincipal().getName(), result.getCallerGroups(),
                CsrfToken.of(session)), session);
        return Response.ok(current()).build();
    }

    /** Ends the HTTP session; {@link VisitEnd} closes its connections. */
    @DELETE
    public void logOut() {
        request.getSession().invalidate();
    }
}
