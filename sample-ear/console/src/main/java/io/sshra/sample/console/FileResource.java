package io.sshra.sample.console;

import io.sshra.SshException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Lists folders, shows and changes the text of files, and makes and renames files and folders and changes permissions. */
@Path("files")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class FileResource {

    @Inject
    private RemoteFiles remote;

    /**
     * The file. Paths and names are percent-encoded; see {@link RemoteNames}.
     *
     * @param name for {@link #rename}
     * @param permissions for {@link #permissions}, such as {@code rwxr-x---}
     * @param parents for {@link #makeFolder}: whether it may exist already, and the folders above it are made, too
     * @param text for {@link #save}
     * @param version for {@link #save}: the version that was read; null for a file that must not exist yet
     */
    public record Choice(String profile, String path, String name, String permissions, boolean parents, String text, String version) {
    }

    /** A task without a result. */
    private interface Change {
        void on(java.nio.file.Path file) throws IOException;
    }

    private void change(Choice choice, Change change) throws SshException {
        remote.with(BadRequests.required(choice).profile(), files -> {
            change.on(RemoteNames.path(files, BadRequests.required(choice.path())));
            return null;
        });
    }

    /** The lines of a {@link Listing}. */
    @GET
    @Produces("application/x-ndjson")
    public StreamingOutput list(@QueryParam("profile") String profile, @QueryParam("path") String path) {
        return out -> send(profile, path, out);
    }

    private void send(String profile, String path, OutputStream out) throws IOException {
        Listing listing = new Listing(out);
        try {
            remote.with(profile, files -> {
                listing.send(RemoteNames.path(files, path));
                return null;
            });
        } catch (SshException e) {
            if (!listing.hasBegun()) {
                throw new WebApplicationException(e, new SshErrors().toResponse(e));
            }
            fail(listing, SshErrors.error(e));
        } catch (WebApplicationException e) {
            if (!listing.hasBegun() || !(e.getCause() instanceof IOException cause)) {
                throw e;
            }
            fail(listing, FileErrors.error(cause));
        }
    }

    private static void fail(Listing listing, SshErrors.Error error) {
        try {
            listing.fail(error);
        } catch (IOException e) {
            // The page has gone to another folder.
        }
    }

    @GET
    @Path("preview")
    public Preview preview(@QueryParam("profile") String profile, @QueryParam("path") String path) throws SshException {
        return remote.with(profile, (FileSystem files) -> Preview.of(RemoteNames.path(files, path)));
    }

    @GET
    @Path("text")
    public TextFile text(@QueryParam("profile") String profile, @QueryParam("path") String path) throws SshException {
        return remote.with(profile, (FileSystem files) -> TextFile.read(RemoteNames.path(files, path)));
    }

    /** Replaces the text of a file only if it is the one that was read, or writes a new file. */
    @POST
    @Path("text")
    public TextFile save(Choice choice) throws SshException {
        String text = BadRequests.required(BadRequests.required(choice).text());
        return remote.with(choice.profile(), (FileSystem files) -> {
            java.nio.file.Path file = RemoteNames.path(files, BadRequests.required(choice.path()));
            return choice.version() == null ? TextFile.create(file, text) : TextFile.replace(file, text, choice.version());
        });
    }

    @POST
    @Path("folder")
    public void makeFolder(Choice choice) throws SshException {
        change(choice, folder -> {
            if (choice.parents()) {
                Files.createDirectories(folder);
            } else {
                Files.createDirectory(folder);
            }
        });
    }

    /** Renames a file. Does not replace an existing one. */
    @POST
    @Path("rename")
    public void rename(Choice choice) throws SshException {
        change(choice, file -> Files.move(file, RemoteNames.sibling(file, choice.name())));
    }

    @POST
    @Path("permissions")
    public void permissions(Choice choice) throws SshException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = PosixFilePermissions.fromString(BadRequests.required(BadRequests.required(choice).permissions()));
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("\"" + choice.permissions() + "\" are not valid permissions", "Enter nine characters such as rwxr-x---");
        }
        change(choice, file -> Files.setPosixFilePermissions(file, permissions));
    }
}
