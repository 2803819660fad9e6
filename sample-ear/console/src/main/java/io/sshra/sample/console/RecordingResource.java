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

/** The visit's recorded terminals, to replay or download. */
@Path("recordings")
@RequestScoped
public class RecordingResource {

    @Inject
    private Visit visit;

    /** One line of the page's list. */
    public static class Row {
        public int number;
        public String profile;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Row> all() {
        return visit.recordings().all().stream().map(recording -> {
            Row row = new Row();
            row.number = recording.number();
            row.profile = recording.profile();
            return row;
        }).toList();
    }

    /** Returns a recording as asciicast v2, which {@code asciinema play} replays too. */
    @GET
    @Path("{number}")
    @Produces("application/x-asciicast")
    public Response one(@PathParam("number") int number) {
        Recordings.Recording found = visit.recordings().all().stream().filter(recording -> recording.number() == number)
                .findFirst().orElseThrow(NotFoundException::new);
        return Response.ok(found.file().toFile()).header("Content-Disposition", "attachment; filename=\"" + number + ".cast\"").build();
    }
}
