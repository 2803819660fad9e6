package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Downloads files. A page first starts a download and is told if that fails. Then the browser opens the download's address, and may
 * open it again to resume.
 */
@Path("downloads")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DownloadResource {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private RemoteFiles remote;

    @Inject
    private Visit visit;

    /** The file. The path is percent-encoded; see {@link RemoteNames}. */
    public static class Choice {
        public String profile;
        public String path;
    }

    @GET
    public List<Download.View> all() {
        return visit.downloads().all().stream().map(Download::view).toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Download.View begin(Choice choice) throws SshException {
        return remote.with(BadRequests.required(choice).profile, files -> {
            java.nio.file.Path file = RemoteNames.path(files, BadRequests.required(choice.path));
            Preview.checkRegular(file);
            String id = UUID.randomUUID().toString();
            Download download = new Download(id, visit, ssh, choice.profile, file);
            visit.downloads().add(id, download);
            return download.view();
        });
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response content(@PathParam("id") String id, @HeaderParam("Range") String wanted, @HeaderParam("If-Range") String known) {
        Download download = found(id);
        Download.View view = download.view();
        if (view.state.equals("cancelled")) {
            throw new NotFoundException();
        }
        ByteRange range = known == null || known.equals(download.entityTag()) ? ByteRange.of(wanted, view.size) : null;
        if (range != null && range.length() == 0) {
            return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE).header("Content-Range", range.contentRange(view.size)).build();
        }
        ByteRange sent = range == null ? new ByteRange(0, view.size) : range;
        Response.ResponseBuilder response = Response.status(range == null ? Response.Status.OK : Response.Status.PARTIAL_CONTENT)
                .header(HttpHeaders.CONTENT_LENGTH, sent.length()).header(HttpHeaders.ETAG, download.entityTag())
                .header("Accept-Ranges", "bytes").header(HttpHeaders.CONTENT_DISPOSITION, disposition(view.path))
                .entity((StreamingOutput) out -> download.send(sent, out));
        return range == null ? response.build() : response.header("Content-Range", range.contentRange(view.size)).build();
    }

    /** The header with the file's name as RFC 8187 encodes it. */
    static String disposition(String path) {
        String name = RemoteNames.text(RemoteNames.decoded(path.substring(path.lastIndexOf('/') + 1)));
        return "attachment; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    @DELETE
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public void cancel(@PathParam("id") String id) throws IOException {
        found(id).cancel();
    }

    private Download found(String id) {
        Download download = visit.downloads().get(id);
        if (download == null) {
            throw new NotFoundException();
        }
        return download;
    }
}
