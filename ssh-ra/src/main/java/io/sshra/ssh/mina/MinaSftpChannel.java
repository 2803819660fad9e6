package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.base.FileAccess;
import io.sshra.base.TimeLimit;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ChannelNotOpenedException.Why;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.sftp.SftpFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.channel.ClientChannelEvent;

/** A file system on MINA's SFTP client. */
final class MinaSftpChannel implements SftpChannel {

    /** How long after a failed write the session may take to close. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final MinaTransport transport;
    private final MinaSftpClient client;
    private final boolean kept;
    private final SftpFiles files;
    /** Set by the one who ends the use. */
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param kept whether it was used before */
    MinaSftpChannel(MinaTransport transport, MinaSftpClient client, Target target, boolean kept) {
        this.transport = transport;
        this.client = client;
        this.kept = kept;
        this.files = new SftpFiles(client, target.toString(), this::release);
        client.whenClosed(this::closed);
    }

    /** On an I/O thread. */
    private void closed() {
        if (kept && !over.get() && files.isUntouched()) {
            transport.spareChannels().stop();
        }
        ended.complete(null);
    }

    @Override
    public void restrict(FileAccess allowed) {
        files.restrict(allowed);
    }

    @Override
    public FileSystem fileSystem() {
        return files.fileSystem();
    }

    /** When a write fails, MINA first wakes the waiting thread and then closes the session. */
    @Override
    public boolean isLost() {
        awaitEnd();
        return !transport.isOpen();
    }

    private void awaitEnd() {
        client.getClientChannel().waitFor(EnumSet.of(ClientChannelEvent.CLOSED), MOMENT);
    }

    @Override
    public boolean isUntouched() {
        if (!kept || !files.isUntouched()) {
            return false;
        }
        awaitEnd();
        return !client.isOpen() && files.isUntouched();
    }

    @Override
    public void confirm() throws ChannelNotOpenedException, SshException {
        if (!kept) {
            return;
        }
        try {
            TimeLimit.of(transport.openTimeout()).run(files::awaitAnswer);
        } catch (IOException e) {
            close();
            if (e instanceof InterruptedIOException) {
                Thread.currentThread().interrupt();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while SFTP was being opened on " + transport, e);
            }
            throw new ChannelNotOpenedException(isLost() ? Why.GONE : Why.STALE, transport + " has closed SFTP that was kept open", e);
        }
    }

    @Override
    public void onClosed(Runnable action) {
        ended.thenRun(action);
    }

    @Override
    public void release() {
        if (over.compareAndSet(false, true)) {
            if (files.leave(MOMENT) && transport.spareChannels().keep(client, transport)) {
                ended.complete(null);
            } else {
                client.whenClosed(() -> ended.complete(null));
                end();
            }
        }
    }

    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            files.leave(Duration.ZERO);
            end();
        }
    }

    private void end() {
        try {
            client.close();
        } catch (IOException e) {
            client.getClientChannel().close(true);
        }
    }
}
