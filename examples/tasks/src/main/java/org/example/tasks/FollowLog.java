package org.example.tasks;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshProcess;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** The lines of a log file as they come, for at most an hour: {@code /tasks/log?on=PROFILE&file=NAME}. */
@Path("log")
@RequestScoped
public class FollowLog {

    private static final Duration LIMIT = Duration.ofHours(1);

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    /** An asynchronous answer: in others WildFly does not tell that the browser is gone, if it uses HTTP/2. */
    @GET
    @Produces("text/plain;charset=UTF-8")
    public void follow(@Suspended AsyncResponse answer, @Context SecurityContext caller, @QueryParam("on") String profile,
            @QueryParam("file") String file) throws SshException {
        SshConnectionSpec spec = SshConnectionSpec.of(caller.getUserPrincipal().getName(), "log", profile);
        SshCommand tail = SshCommand.of("tail", "-n", "10", "-F", "--", file).withMergedError().withTimeout(LIMIT);
        try (SshConnection connection = ssh.getConnection(spec); SshProcess process = connection.start(tail)) {
            answer.resume((StreamingOutput) response -> copy(process, response));
        }
    }

    /** If the browser is gone, a write fails, and closing the process ends the command. */
    private static void copy(SshProcess process, OutputStream response) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = process.stdout().read(buffer); read >= 0; read = process.stdout().read(buffer)) {
            response.write(buffer, 0, read);
            response.flush();
        }
    }
}
