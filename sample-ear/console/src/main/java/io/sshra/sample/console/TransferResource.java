package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Lists and ends what the server transfers, and starts copies from one machine to another. */
@Path("transfers")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TransferResource {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private RemoteFiles remote;

    @Inject
    private Visit visit;

    /** What to copy, and where to. Paths and names are percent-encoded; see {@link RemoteNames}. */
    public record Copy(String profile, String folder, List<String> names, String toProfile, String toFolder) {
    }

    @GET
    public List<TransferState.View> all() {
        return visit.transfers().all().stream().map(transfer -> transfer.state().view()).toList();
    }

    /** Existing files are replaced. */
    @POST
    public TransferState.View copy(Copy copy) throws SshException {
        String toFolder = remote.with(BadRequests.required(copy).toProfile(), files -> {
            java.nio.file.Path folder = RemoteNames.path(files, BadRequests.required(copy.toFolder()));
            // Says so if it does not exist.
            Files.readAttributes(folder, BasicFileAttributes.class);
            return RemoteNames.encoded(folder.toString());
        });
        MachineCopy started = remote.with(copy.profile(), files -> {
            java.nio.file.Path from = RemoteNames.path(files, BadRequests.required(copy.folder()));
            long size = 0;
            for (String name : BadRequests.required(copy.names())) {
                java.nio.file.Path file = RemoteNames.child(from, name);
                checkApart(copy, RemoteNames.encoded(file.toString()), toFolder);
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                size = size == TransferState.UNKNOWN || attributes.isDirectory() ? TransferState.UNKNOWN
                        : size + (attributes.isRegularFile() ? attributes.size() : 0);
            }
            String called = copy.names().size() == 1 ? copy.names().get(0) : copy.names().size() + "%20entries";
            return new MachineCopy(visit, ssh, new TransferState.Subject("copy", called, copy.profile(), RemoteNames.encoded(from.toString()),
                    copy.toProfile(), toFolder), List.copyOf(copy.names()), size);
        });
        visit.transfers().add(started);
        threads.newThread(started).start();
        return started.state().view();
    }

    /** A folder copied into itself would have no end, and a file copied to its own place is none. */
    private static void checkApart(Copy copy, String file, String toFolder) {
        String to = toFolder.equals("/") ? "" : toFolder;
        boolean isItself = to.equals(file.substring(0, file.lastIndexOf('/'))) || (to + "/").startsWith(file + "/");
        if (isItself && copy.profile().equals(copy.toProfile())) {
            throw BadRequests.because("A file or folder can't be copied to its own place", "Choose another folder or machine");
        }
    }

    /** Ends it if it runs; otherwise takes it off the list. */
    @DELETE
    @Path("{id}")
    public void end(@PathParam("id") String id) throws IOException {
        Transfer transfer = visit.transfers().get(id);
        if (transfer == null) {
            throw new NotFoundException();
        }
        if (transfer.state().hasEnded()) {
            visit.transfers().remove(id);
        } else {
            transfer.state().cancel();
        }
    }
}
