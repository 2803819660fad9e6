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

/** The recorded terminals of the visit, to replay or to keep. */
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

    /** As asciicast v2: {@code asciinema play} takes it, too. */
    @GET
    @Path("{number}")
    @Produces("application/x-asciicast")
    public Response one(@PathParam("number") int number) {
        Recordings.Recording found = visit.recordings().all().stream().filter(recording -> recording.number() == number)
                .findFirst().orElseThrow(NotFoundException::new);
        return Response.ok(found.file().toFile()).header("Content-Disposition", "attachment; filename=\"" + number + ".cast\"").build();
    }
}
