package io.sshra.sample.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;

/** The visit's recorded terminals, and the shells of the agents that the visit may see, to replay or download. */
@Path("recordings")
@RequestScoped
public class RecordingResource {

    @Inject
    private Visit visit;

    @Inject
    private VisibleAgents agents;

    /** One line of the page's list. */
    public static class Row {
        /** Names it: a number for a terminal, and a longer name for a shell of an agent. */
        public String number;
        /** Of which machine it is, and of which agent. */
        public String profile;
    }

    private record Found(String name, String title, java.nio.file.Path file) {

        Row row() {
            Row row = new Row();
            row.number = name;
            row.profile = title;
            return row;
        }
    }

    private Stream<Found> found() {
        return Stream.concat(visit.recordings().all().stream().map(one -> new Found(String.valueOf(one.number()), one.profile(), one.file())),
                agents.shells(visit).stream().map(shell -> new Found(shell.recording().id(), shell.recording().profile() + ", shell of " + shell.caller(),
                        shell.recording().file())));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Row> all() {
        return found().map(Found::row).toList();
    }

    /** Returns a recording as asciicast v2, which {@code asciinema play} replays too. */
    @GET
    @Path("{name}")
    @Produces("application/x-asciicast")
    public Response one(@PathParam("name") String name) {
        Found recording = found().filter(one -> one.name().equals(name)).findFirst().orElseThrow(NotFoundException::new);
        return Response.ok(recording.file().toFile()).header("Content-Disposition", "attachment; filename=\"" + name + ".cast\"").build();
    }
}
