package io.sshra.ssh.mina;

import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.sftp.SftpFileSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ClientChannelEvent;

/** A file system on MINA's SFTP client. */
final class MinaSftpChannel implements SftpChannel {

    /** How long after a failed write the session may take to close. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final MinaTransport transport;
    private final MinaSftpClient client;
    private final SftpFileSystem fileSystem;

    MinaSftpChannel(MinaTransport transport, MinaSftpClient client, Target target) {
        this.transport = transport;
        this.client = client;
        this.fileSystem = new SftpFileSystem(client, target.toString());
    }

    @Override
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** When a write fails, MINA first wakes the waiting thread and then closes the session. */
    @Override
    public boolean isLost() {
        client.getClientChannel().waitFor(EnumSet.of(ClientChannelEvent.CLOSED), MOMENT);
        return !transport.isOpen();
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
