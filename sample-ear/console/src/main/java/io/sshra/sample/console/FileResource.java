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
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Lists folders, shows the beginning of a file, and makes, renames and deletes files and folders and changes permissions. */
@Path("files")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class FileResource {

    @Inject
    private RemoteFiles remote;

    /** The file. Paths and names are percent-encoded; see {@link RemoteNames}. */
    public static class Choice {
        public String profile;
        public String path;
        /** For {@link #rename}. */
        public String name;
        /** For {@link #permissions}, such as {@code rwxr-x---}. */
        public String permissions;
        /** For {@link #delete} of a folder. */
        public boolean withContents;
    }

    /** A task without a result. */
    private interface Change {
        void on(java.nio.file.Path file) throws IOException;
    }

    private void change(Choice choice, Change change) throws SshException {
        remote.with(BadRequests.required(choice).profile, files -> {
            change.on(RemoteNames.path(files, BadRequests.required(choice.path)));
            return null;
        });
    }

    @GET
    public Listing list(@QueryParam("profile") String profile, @QueryParam("path") String path) throws SshException {
        return remote.with(profile, files -> Listing.of(RemoteNames.path(files, path)));
    }

    @GET
    @Path("preview")
    public Preview preview(@QueryParam("profile") String profile, @QueryParam("path") String path) throws SshException {
        return remote.with(profile, (FileSystem files) -> Preview.of(RemoteNames.path(files, path)));
    }

    @POST
    @Path("folder")
    public void makeFolder(Choice choice) throws SshException {
        change(choice, Files::createDirectory);
    }

    /** Renames a file. Does not replace an existing one. */
    @POST
    @Path("rename")
    public void rename(Choice choice) throws SshException {
        change(choice, file -> Files.move(file, RemoteNames.sibling(file, choice.name)));
    }

    @POST
    @Path("permissions")
    public void permissions(Choice choice) throws SshException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = PosixFilePermissions.fromString(BadRequests.required(BadRequests.required(choice).permissions));
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("\"" + choice.permissions + "\" are not valid permissions", "Enter nine characters such as rwxr-x---");
        }
        change(choice, file -> Files.setPosixFilePermissions(file, permissions));
    }

    @POST
    @Path("delete")
    public void delete(Choice choice) throws SshException {
        change(choice, file -> {
            if (choice.withContents) {
                Files.walkFileTree(file, new Deletion());
            } else {
                Files.delete(file);
            }
        });
    }

    /** Deletes without following links: a link itself is deleted, not its target. */
    private static final class Deletion extends SimpleFileVisitor<java.nio.file.Path> {

        @Override
        public FileVisitResult visitFile(java.nio.file.Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(java.nio.file.Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
