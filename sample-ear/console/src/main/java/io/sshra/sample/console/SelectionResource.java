package io.sshra.sample.console;

import io.sshra.SshException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What is done with several files and folders of one folder. A failure of one does not keep the others from it. */
@Path("selections")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SelectionResource {

    @Inject
    private RemoteFiles remote;

    /**
     * Some entries of a folder. Paths and names are percent-encoded; see {@link RemoteNames}.
     *
     * @param withContents for {@link #delete}: whether folders are deleted that are not empty
     * @param target       for {@link #move}: the folder to move to
     * @param replaces     for {@link #move}: whether existing files are replaced
     */
    public record Selection(String profile, String folder, List<String> names, boolean withContents, String target, boolean replaces) {

        List<java.nio.file.Path> paths(FileSystem files) {
            java.nio.file.Path in = RemoteNames.path(files, BadRequests.required(folder));
            return BadRequests.required(names).stream().map(name -> RemoteNames.child(in, name)).toList();
        }
    }

    /** Why something could not be done with the entry of this name. */
    public record Failure(String name, SshErrors.Error error) {
    }

    /** A task for one entry. */
    private interface Task {
        void on(java.nio.file.Path file) throws IOException;
    }

    private List<Failure> each(Selection selection, FileSystem files, Task task) throws IOException {
        List<Failure> failures = new ArrayList<>();
        for (java.nio.file.Path file : selection.paths(files)) {
            try {
                task.on(file);
            } catch (IOException e) {
                if (!files.isOpen()) {
                    throw e;
                }
                failures.add(new Failure(RemoteNames.encoded(file.getFileName().toString()), FileErrors.error(e)));
            }
        }
        return failures;
    }

    /** Those of the names that exist in the folder. */
    @POST
    @Path("existing")
    public List<FileEntry> existing(Selection selection) throws SshException {
        return remote.with(BadRequests.required(selection).profile(), files -> {
            List<FileEntry> found = new ArrayList<>();
            for (java.nio.file.Path file : selection.paths(files)) {
                try {
                    found.add(FileEntry.of(file, false));
                } catch (NoSuchFileException e) {
                    // Not there.
                }
            }
            return found;
        });
    }

    @POST
    @Path("delete")
    public List<Failure> delete(Selection selection) throws SshException {
        return remote.with(BadRequests.required(selection).profile(),
                files -> each(selection, files, file -> Deletion.delete(file, selection.withContents())));
    }

    @POST
    @Path("move")
    public List<Failure> move(Selection selection) throws SshException {
        return remote.with(BadRequests.required(selection).profile(), files -> {
            java.nio.file.Path target = RemoteNames.path(files, BadRequests.required(selection.target()));
            return each(selection, files, file -> move(file, target.resolve(file.getFileName()), selection.replaces()));
        });
    }

    private static void move(java.nio.file.Path file, java.nio.file.Path target, boolean replaces) throws IOException {
        if (!replaces) {
            Files.move(file, target);
        } else if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        } else {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
