package io.sshra.sample.console;

import io.sshra.SshCommand;
import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Starts commands, which run in the background ({@link Run}), cancels them, and lists the history of the visit. */
@Path("runs")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {

    private static final int LONGEST_SECONDS = 3600;

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private Visit visit;

    /** A command to run on one or several profiles. */
    public record Request(List<String> profiles, String command, int limitSeconds) {
    }

    /** The command to cancel. */
    public record Choice(String id) {
    }

    @GET
    public List<Run.View> all() {
        return visit.runs().views();
    }

    @POST
    public List<Run.View> start(Request request) {
        BadRequests.required(request);
        if (request.limitSeconds() < 1 || request.limitSeconds() > LONGEST_SECONDS) {
            throw BadRequests.because("The time limit is " + request.limitSeconds() + " s", "Enter 1 to " + LONGEST_SECONDS);
        }
        SshCommand command = command(request);
        List<String> profiles = BadRequests.required(request.profiles()).stream().distinct().map(BadRequests::profile).toList();
        String batch = profiles.size() > 1 ? UUID.randomUUID().toString() : null;
        List<Run> started = profiles.stream().map(profile -> new Run(visit, ssh, threads, profile, command, batch)).toList();
        if (!visit.runs().add(started)) {
            throw BadRequests.because("More than " + Runs.MOST_AT_ONCE + " commands would run at once", "Wait until one has ended, or cancel one");
        }
        List<Run.View> views = started.stream().map(Run::view).toList();
        started.forEach(run -> threads.newThread(run).start());
        return views;
    }

    private static SshCommand command(Request request) {
        try {
            return SshCommand.shell(request.command()).withTimeout(Duration.ofSeconds(request.limitSeconds()));
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("This command can't be run", e.getMessage());
        }
    }

    @POST
    @Path("cancel")
    public void cancel(Choice choice) {
        String id = BadRequests.required(choice).id();
        visit.runs().all().stream().filter(run -> run.id().equals(id)).forEach(Run::cancel);
    }
}
