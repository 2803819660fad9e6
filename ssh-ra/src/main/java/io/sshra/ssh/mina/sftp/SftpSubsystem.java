package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import io.sshra.base.NotSftpException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelAsyncOutputStream;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * The channel of an SFTP client, with the subsystem "sftp" (RFC 4254 section 6.5). Remembers what the server said, for those who want to
 * know why it has ended.
 */
public final class SftpSubsystem extends ChannelSubsystem implements SpareUser {

    /** Takes what arrives. */
    interface Sink {
        void take(byte[] data, int offset, int length) throws IOException;
    }

    private final Sink output;
    private final Sink error;
    private final ServerWords words = new ServerWords();
    private final CompletableFuture<Exception> broken = new CompletableFuture<>();
    /** The server has said that nothing more comes. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean refused;
    private volatile boolean begun;

    SftpSubsystem(Sink output, Sink error) {
        super(SftpConstants.SFTP_SUBSYSTEM_NAME);
        this.output = output;
        this.error = error;
    }

    // ---- its life ----

    @Override
    public void beginsOnSpare(boolean ready) {
        openFuture = new DefaultOpenFuture(toString(), futureLock);
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        return openFuture == null ? super.open() : SpareUser.begun(openFuture);
    }

    /** As MINA's own, which only subclasses of its client can make. */
    @Override
    protected void doOpen() throws IOException {
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
        request.putUInt(getRecipient());
        request.putString(CHANNEL_SUBSYSTEM);
        request.putBoolean(true);
        request.putString(getSubsystem());
        addPendingRequest(CHANNEL_SUBSYSTEM, true);
        writePacket(request);
        setStreaming(Streaming.Async);
        asyncIn = new Requests();
        setOut(new Received(output));
        setErr(new Received(error));
    }

    /** SFTP has begun: from now on these are told of its end. */
    void begun(Answers waiting) {
        begun = true;
        onBroken(fault -> waiting.end(new NotSftpException((fault instanceof NotSftpException ? ""
                : "the server broke the rules of the channel: ") + fault.getMessage() + words.andError(), fault)));
        Runnable end = () -> waiting.end(new EOFException("the SFTP channel ended before the answer to a request"
                + andExit() + words.andError()));
        addCloseFutureListener(closed -> end.run());
        ended.thenRun(() -> later(end));
    }

    /** Nothing more is answered, even if the server does not close the channel. It has a moment to do so, and to say why. */
    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        if (begun) {
            close(false);
            ended.complete(null);
        }
    }

    /** A message about it can't be handled: it ends by this. */
    public void broken(Exception fault) {
        broken.complete(fault);
        if (begun) {
            close(false);
        } else {
            endedBeforeItBegan();
        }
    }

    /** Run at once if that was before, or else on an I/O thread. */
    void onBroken(Consumer<Exception> action) {
        broken.thenAccept(action);
    }

    /** Why SFTP has not begun. */
    NotSftpException notBegun(Exception failure) {
        String came = words.firstOutput();
        String why = refused ? "the server refuses the subsystem"
                : came != null ? "the server sent " + came + " where SFTP should begin"
                : failure instanceof EOFException ? "the server closed the channel before SFTP began" + andExit()
                : failure.getMessage();
        return new NotSftpException(why + words.andError(), came == null && words.andError().isEmpty(), failure);
    }

    private String andExit() {
        return getExitStatus() == null ? "" : ", with exit status " + getExitStatus();
    }

    @Override
    public void handleFailure() throws IOException {
        refused = true;
        endedBeforeItBegan();
    }

    /**
     * MINA closes a channel whose SFTP does not begin without telling the server, for which it stays open: after as many as MaxSessions,
     * OpenSSH opens no channel of that connection any more. So the server is told first (RFC 4254 section 5.3). MINA's graceful close
     * would also tell it, but only after the first request of SFTP has been sent, which OpenSSH lets wait: it opens the window with the
     * subsystem.
     */
    void endedBeforeItBegan() {
        if (gracefulState.compareAndSet(GracefulState.Opened, GracefulState.CloseSent)) {
            try {
                Buffer closes = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_CLOSE, Integer.BYTES);
                closes.putUInt(getRecipient());
                getSession().writePacket(closes);
            } catch (IOException e) {
                log.debug("{} has ended with its connection", this, e);
            }
        }
        close(true);
    }

    /** Closing waits for the request that is being sent: for a while. */
    void giveUpSending() {
        later(() -> asyncIn.close(true));
    }

    private void later(Runnable action) {
        getSession().getFactoryManager().getScheduledExecutorService()
                .schedule(action, TimeLimit.WAY_OUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- what arrives and leaves ----

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (!begun) {
            words.output(data, offset, (int) length);
        }
        super.doWriteData(data, offset, length);
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        words.error(data, offset, (int) length);
        super.doWriteExtendedData(data, offset, length);
    }

    private static final class Received extends OutputStream {

        private final Sink sink;

        Received(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            sink.take(data, offset, length);
        }
    }

    /** The end of the requests is sent when the last of them was. */
    private final class Requests extends ChannelAsyncOutputStream {

        Requests() {
            super(SftpSubsystem.this, SshConstants.SSH_MSG_CHANNEL_DATA);
        }

        @Override
        protected CloseFuture doCloseGracefully() {
            DefaultCloseFuture closed = new DefaultCloseFuture(getChannelId(), futureLock);
            super.doCloseGracefully().addListener(written -> {
                IoWriteFuture end = null;
                try {
                    end = sendEof();
                } catch (IOException e) {
                    log.debug("the end of the requests was not sent on {}", SftpSubsystem.this, e);
                }
                if (end == null) {
                    closed.setClosed();
                } else {
                    end.addListener(sent -> closed.setClosed());
                }
            });
            return closed;
        }
    }
}
