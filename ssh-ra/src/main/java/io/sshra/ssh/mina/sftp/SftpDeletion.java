package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.sshd.sftp.common.SftpException;

/** Deletes a file, a link or an empty folder. */
final class SftpDeletion {

    private final SftpProvider provider;
    private final SftpPath file;
    private final SftpRequests client;

    SftpDeletion(SftpProvider provider, SftpPath file) {
        this.provider = provider;
        this.file = file;
        this.client = file.getFileSystem().client();
    }

    void run() throws IOException {
        boolean folder = provider.readAttributes(file, BasicFileAttributes.class, SftpProvider.NO_LINKS).isDirectory();
        try {
            SftpFailures.doing(file, null, () -> {
                if (!folder) {
                    client.remove(file.remote());
                } else if (!isRemovedLink()) {
                    client.rmdir(file.remote());
                }
            });
        } catch (FileSystemException e) {
            if (folder && e.getClass() == FileSystemException.class && isOpenAndFilled()) {
                throw SftpProvider.caused(new DirectoryNotEmptyException(file.toString()), e);
            }
            throw e;
        }
    }

    /** ProFTPD takes a link to a folder for the folder, and would remove that. A folder is no file, which servers refuse to remove. */
    private boolean isRemovedLink() throws IOException {
        try {
            client.remove(file.remote());
            return true;
        } catch (SftpException refused) {
            return false;
        }
    }

    private boolean isOpenAndFilled() throws IOException {
        if (!file.getFileSystem().isOpen()) {
            return false;
        }
        try (DirectoryStream<Path> entries = provider.newDirectoryStream(file, entry -> true)) {
            return entries.iterator().hasNext();
        }
    }
}
