package io.sshra.transport;

import io.sshra.transport.sftp.SftpFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;

/** A file system on MINA's SFTP client. */
final class MinaSftpChannel implements SftpChannel {

    private final MinaSftpClient client;
    private final SftpFileSystem fileSystem;

    MinaSftpChannel(MinaSftpClient client, Target target) {
        this.client = client;
        this.fileSystem = new SftpFileSystem(client, target.toString());
    }

    @Override
    public FileSystem fileSystem() {
        return fileSystem;
    }

    @Override
    public void onClosed(Runnable action) {
        client.getClientChannel().addCloseFutureListener(closed -> action.run());
    }

    @Override
    public void close() {
        try {
            fileSystem.close();
        } catch (IOException e) {
            client.getClientChannel().close(true);
        }
    }
}
