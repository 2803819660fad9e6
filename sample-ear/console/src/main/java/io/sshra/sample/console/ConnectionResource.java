package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The live connections of this browser's session, and their end. */
@Path("connections")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionResource {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    @Context
    private HttpServletRequest request;

    /** One row of the page's table. */
    public static class Row {
        public String profile;
        public String target;
        public boolean alive;
        public String connectedAt;
        public long idleSeconds;
        public long commands;
        public int openChannels;
        public String algorithms;
    }

    /** Which connection to release. */
    public static class Release {
        public String profile;
    }

    @GET
    public List<Row> all() throws SshException {
        return ssh.sessions().connections(visit.user(), visit.session()).stream().map(ConnectionResource::row).toList();
    }

    private static Row row(SshConnectionInfo info) {
        Row row = new Row();
        row.profile = info.profile();
        row.target = info.username() + "@" + info.host() + ":" + info.port();
        row.alive = info.alive();
        row.connectedAt = info.connectedAt() == null ? null : info.connectedAt().toString();
        row.idleSeconds = info.idleSeconds();
        row.commands = info.commandCount();
        row.openChannels = info.openChannels();
        row.algorithms = info.alive() ? info.keyExchange() + ", " + info.cipher() : null;
        return row;
    }

    @POST
    @Path("release")
    @Consumes(MediaType.APPLICATION_JSON)
    public List<Row> release(Release release) throws SshException {
        ssh.sessions().release(visit.user(), visit.session(), BadRequests.required(release).profile);
        return all();
    }

    /** Ends the HTTP session; {@link VisitEnd} closes its connections. */
    @POST
    @Path("end-session")
    @Consumes(MediaType.APPLICATION_JSON)
    public void endSession() {
        request.getSession().invalidate();
    }
}
