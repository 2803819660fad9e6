package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

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

    /**
     * The file, or several entries of a folder. Paths and names are percent-encoded; see {@link RemoteNames}.
     *
     * @param names null for the file; otherwise an archive is made of these entries of the folder
     */
    public record Choice(String profile, String path, List<String> names) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public TransferState.View begin(Choice choice) throws SshException {
        return remote.with(BadRequests.required(choice).profile(), files -> {
            java.nio.file.Path path = RemoteNames.path(files, BadRequests.required(choice.path()));
            Transfer download;
            if (choice.names() == null) {
                Preview.checkRegular(path);
                download = new Download(visit, ssh, choice.profile(), path);
            } else {
                for (String name : choice.names()) {
                    // Says so if it does not exist.
                    Files.readAttributes(RemoteNames.child(path, name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                }
                download = new ArchiveDownload(visit, ssh, choice.profile(), RemoteNames.encoded(path.toString()), List.copyOf(choice.names()));
            }
            visit.transfers().add(download);
            return download.state().view();
        });
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.WILDCARD)
    public Response content(@PathParam("id") String id, @HeaderParam("Range") String range, @HeaderParam("If-Range") String known) {
        if (!(visit.transfers().get(id) instanceof Transfer.ToBrowser download) || download.state().isCancelled()) {
            throw new NotFoundException();
        }
        return download.response(range, known);
    }
}
