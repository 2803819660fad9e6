package org.example.quarkus;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** Shows the disk space of a machine: {@code /disk?on=PROFILE}. */
@Path("/disk")
@Produces(MediaType.TEXT_PLAIN)
public class Disk {

    @Inject
    SshConnectionFactory ssh;

    @GET
    public Response disk(@QueryParam("on") String profile) {
        if (profile == null) {
            return Response.status(Response.Status.BAD_REQUEST).entity("Which machine? Add ?on=PROFILE\n").build();
        }
        // All requests share one connection. An application whose users log in gives the name of the user who asks.
        SshConnectionSpec spec = SshConnectionSpec.of("application", "disk", profile);
        try (SshConnection connection = ssh.getConnection(spec)) {
            SshCommandResult result = connection.exec(SshCommand.of("df", "-h", "/").withTimeout(Duration.ofSeconds(10)));
            return Response.ok(result.succeeded() ? result.stdout() : "df failed: " + result.stderr()).build();
        } catch (SshException e) {
            return Response.status(Response.Status.BAD_GATEWAY).entity(e.getMessage() + "\n").build();
        }
    }
}
