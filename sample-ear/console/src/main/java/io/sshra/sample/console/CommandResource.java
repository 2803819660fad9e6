package io.sshra.sample.console;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** Runs commands: look up, lease, use, give back. */
@Path("commands")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CommandResource {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    /** What the page asks for. */
    public static class Request {
        public String profile;
        public String command;
    }

    /** What the page shows. */
    public static class Answer {
        public int exitCode;
        public String exitSignal;
        public String stdout;
        public String stderr;
        public boolean timedOut;
        public boolean connectionLost;
        public boolean truncated;
        public long commandMillis;
        public long totalMillis;
    }

    @POST
    public Answer run(Request request) throws SshException {
        BadRequests.required(request);
        long start = System.nanoTime();
        try (SshConnection connection = ssh.getConnection(visit.spec(request.profile))) {
            SshCommand command = SshCommand.shell(request.command).withTimeout(TIME_LIMIT);
            return answer(connection.exec(command), System.nanoTime() - start);
        }
    }

    private static Answer answer(SshCommandResult result, long nanos) {
        Answer answer = new Answer();
        answer.exitCode = result.exitCode();
        answer.exitSignal = result.exitSignal();
        answer.stdout = result.stdout();
        answer.stderr = result.stderr();
        answer.timedOut = result.timedOut();
        answer.connectionLost = result.connectionLost();
        answer.truncated = result.truncated();
        answer.commandMillis = result.duration().toMillis();
        answer.totalMillis = Duration.ofNanos(nanos).toMillis();
        return answer;
    }
}
