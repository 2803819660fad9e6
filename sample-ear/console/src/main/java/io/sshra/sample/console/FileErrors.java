package io.sshra.sample.console;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Converts exceptions of {@code java.nio.file} to errors for the page. */
final class FileErrors {

    private FileErrors() {
    }

    static SshErrors.Error error(IOException failure) {
        if (!(failure instanceof FileSystemException about) || about.getFile() == null) {
            return SshErrors.error("", "The connection to the machine was lost", "Try again: the next use reconnects");
        }
        String file = RemoteNames.text(about.getFile());
        if (failure instanceof NoSuchFileException) {
            return SshErrors.error("", "There is no " + file, "Refresh the folder");
        } else if (failure instanceof AccessDeniedException) {
            return SshErrors.error("", "The machine does not permit this: " + file, "Choose a profile whose user may do it");
        } else if (failure instanceof DirectoryNotEmptyException) {
            return SshErrors.error("", "This folder is not empty: " + file, "Delete it with everything in it");
        } else if (failure instanceof FileAlreadyExistsException) {
            return SshErrors.error("", "This name exists already: " + file, "Choose another name, or delete the existing one first");
        }
        return SshErrors.error("", "The machine can't do this: " + file + ": " + about.getReason(),
                "SFTP gives no more detail; the disk may be full or the file system read-only");
    }

    private static Response.Status status(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Response.Status.NOT_FOUND;
        } else if (failure instanceof AccessDeniedException) {
            return Response.Status.FORBIDDEN;
        } else if (failure instanceof DirectoryNotEmptyException || failure instanceof FileAlreadyExistsException) {
            return Response.Status.CONFLICT;
        }
        return Response.Status.BAD_GATEWAY;
    }

    /** Returns an exception for the caller to throw. */
    static WebApplicationException answer(IOException failure) {
        return new WebApplicationException(failure, Response.status(status(failure)).type(MediaType.APPLICATION_JSON)
                .entity(error(failure)).build());
    }
}
