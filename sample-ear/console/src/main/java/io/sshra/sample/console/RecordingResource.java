package io.sshra.sample.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /**
     * One line of the page's list.
     *
     * @param name   a number for a terminal, and a longer name for a shell of an agent
     * @param began  in ISO 8601
     * @param millis its length; null while it goes on
     */
    public record Row(String name, String profile, String who, String began, Long millis) {

        static Row of(Recordings.Recording recording) {
            return new Row(recording.name(), recording.profile(), recording.who(), recording.began().toString(),
                    recording.length() == null ? null : recording.length().toMillis());
        }
    }

    private Stream<Recordings.Recording> found() {
        return Stream.concat(visit.recordings().all().stream(), agents.shells(visit).stream().map(shell -> Recordings.ofFile(shell.recording().id(),
                shell.recording().profile(), "shell of " + shell.caller(), shell.recording().file())));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Row> all() {
        return found().map(Row::of).toList();
    }

    /**
     * A recording for {@code asciinema play}.
     *
     * @param version 2 for asciicast v2, which each asciinema since 2.0 reads, or 3 for asciicast v3, which asciinema 3 reads
     */
    @GET
    @Path("{name}")
    @Produces("application/x-asciicast")
    public Response one(@PathParam("name") String name, @QueryParam("version") @DefaultValue("2") int version) {
        Recordings.Recording found = found().filter(recording -> recording.name().equals(name)).findFirst().orElseThrow(NotFoundException::new);
        Object content = switch (version) {
            case 2 -> found.file().toFile();
            case 3 -> (StreamingOutput) out -> write(found, out);
            default -> throw new BadRequestException();
        };
        return Response.ok(content).header("Content-Disposition", "attachment; filename=\"" + name + ".cast\"").build();
    }

    private static void write(Recordings.Recording recording, OutputStream out) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(recording.file())) {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            AsciicastV3.write(recording, lines, text);
            text.flush();
        }
    }
}
