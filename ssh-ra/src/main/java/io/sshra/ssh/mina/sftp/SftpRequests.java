package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import io.sshra.base.TimeLimitException;
import io.sshra.base.NotSftpException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpMessage;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * MINA's SFTP client with other waiting. It waits for an answer as long as the connection stands and the caller's {@link TimeLimit}
 * allows (MINA gives up after ten minutes, and does so silently when it closes a file). A thread that was interrupted stays interrupted, so that
 * nothing that it does later waits again. Answers that nobody waits for any more are dropped; what is no answer to a request ends the
 * channel, with the server's bytes in the message.
 */
public abstract class SftpRequests extends DefaultSftpClient {

    /** In bytes. OpenSSH answers a longer request by ending, with all that is open on it. */
    private static final int MOST_OF_REQUEST = 256 * 1024 - 64;

    // All null while the superclass's constructor agrees on the version.
    private final Answers answers;
    private final OpenHandles handles;
    private final ServerKind kind;
    private final SymbolicLinks links;
    private final PresentUse use;
    private final PathGuard guard;
    private final AtomicInteger lastId;
    private final ReentrantLock sending;
    /** Written by the thread that holds {@link #sending}. */
    private volatile SentRequest last;
    private volatile RequestSizes requestSizes;

    /**
     * Opens the channel and agrees on version 3. Blocks.
     *
     * @throws NotSftpException if the server does not have SFTP; the message says what it said instead
     */
    protected SftpRequests(ClientSession session) throws IOException {
        super(session, SftpVersionSelector.fixedVersionSelector(SftpConstants.SFTP_V3), null);
        this.answers = new Answers();
        this.kind = ServerKind.of(session.getServerVersion(), getServerExtensions().keySet());
        this.links = new SymbolicLinks(this);
        this.handles = new OpenHandles(kind.mostOpenFiles());
        this.use = new PresentUse();
        this.guard = new PathGuard(this);
        this.lastId = new AtomicInteger();
        this.sending = new ReentrantLock();
        subsystem().begun(answers);
    }

    @Override
    protected ChannelSubsystem createSftpChannelSubsystem(ClientSession session) {
        return new SftpSubsystem(this::data, this::errorData);
    }

    private SftpSubsystem subsystem() {
        return (SftpSubsystem) getClientChannel();
    }

    /** What is known of the server. */
    final ServerKind kind() {
        return kind;
    }

    /** How large requests may be. Asks the server once. */
    final RequestSizes requestSizes() throws IOException {
        RequestSizes found = requestSizes;
        if (found == null) {
            found = RequestSizes.of(this);
            requestSizes = found;
        }
        return found;
    }

    final PresentUse use() {
        return use;
    }

    final PathGuard guard() {
        return guard;
    }

    /** Whether no file is open at the server, nobody waits for an answer, and nothing is under way that changes files, nor soon will be. */
    final boolean isQuiet(Duration soon) {
        SentRequest sent = last;
        return handles.areClosed() && answers.areTaken() && use.isSettled() && (sent == null || sent.isSentWithin(soon));
    }

    /** Adds a name in the server's charset. */
    final void putName(Buffer request, String name) {
        putReferencedName(SftpConstants.SSH_FXP_EXTENDED, request, name, 0);
    }

    final void symbolicLink(String link, String target, boolean absolute) throws IOException {
        links.make(link, target, absolute);
    }

    /** Called with the number of bytes of each request. */
    protected abstract void sent(int bytes);

    /** @throws IOException for a status other than OK */
    final void check(int command, int id, SftpStatus status) throws IOException {
        checkResponseStatus(command, id, status);
    }

    /**
     * Waits for the status that answers a request.
     *
     * @throws IOException if it is not OK
     */
    final void checkDone(int command, int id) throws IOException {
        check(command, id, SftpStatus.parse(SftpResponse.parse(command, receive(id))));
    }

    // ---- the beginning ----

    @Override
    protected void init(ClientSession session, SftpVersionSelector versions, Duration limit) throws IOException {
        try {
            super.init(session, versions, limit);
        } catch (IOException | RuntimeException e) {
            subsystem().endedBeforeItBegan();
            if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException) || !session.isOpen()) {
                throw e;
            }
            throw subsystem().notBegun(e);
        }
    }

    /** A server that sends something else is not waited for. */
    @Override
    protected Buffer waitForInitResponse(CompletableFuture<Buffer> version, Duration limit) throws IOException {
        subsystem().onBroken(fault -> version.cancel(false));
        return super.waitForInitResponse(version, limit);
    }

    // ---- sending ----

    /** MINA's channel takes one write at a time: the one under way is waited for. MINA loses sight of it when a waiting thread is interrupted. */
    @Override
    public final SftpMessage write(int command, Buffer buffer) throws IOException {
        return writeUnchecked(command, guard.checked(command, buffer));
    }

    private SftpMessage writeUnchecked(int command, Buffer buffer) throws IOException {
        if (buffer.available() > MOST_OF_REQUEST) {
            throw new IOException("a request of " + buffer.available() + " bytes is longer than servers take");
        }
        TimeLimit limit = TimeLimit.current();
        boolean isSent = false;
        try {
            handles.await(command, limit);
        } catch (InterruptedIOException e) {
            throw SentRequest.interrupted(limit, e);
        }
        try {
            lock(limit);
            try {
                if (last != null) {
                    last.awaitSent(limit, Long.MAX_VALUE);
                }
                last = sendNow(command, buffer);
                isSent = true;
                return last;
            } finally {
                sending.unlock();
            }
        } finally {
            if (!isSent) {
                handles.notSent(command);
            }
        }
    }

    private SentRequest sendNow(int command, Buffer request) throws IOException {
        sent(request.available());
        int id = lastId.incrementAndGet();
        answers.expect(id);
        handles.sent(command, id, request);
        use.sends(command, id, request);
        IoWriteFuture written = getClientChannel().getAsyncIn().writeBuffer(SentRequest.packet(command, id, request)).addListener(future -> {
            if (!future.isWritten()) {
                use.notSent(id);
                answers.withdraw(id);
            }
        });
        return new SentRequest(id, written, SFTP_CLIENT_CMD_TIMEOUT.getRequired(getClientChannel()));
    }

    private void lock(TimeLimit limit) throws IOException {
        try {
            while (!sending.tryLock(limit.remaining(), TimeUnit.NANOSECONDS)) {
                limit.remaining(); // Throws when the time is over.
            }
        } catch (InterruptedException e) {
            throw SentRequest.interrupted(limit, (IOException) new InterruptedIOException("interrupted before a request was sent").initCause(e));
        }
    }

    @Override
    public final int send(int command, Buffer buffer) throws IOException {
        return sendUnchecked(command, guard.checked(command, buffer));
    }

    /** Sends a request that was checked, or is of the guard itself. */
    final int sendUnchecked(int command, Buffer buffer) throws IOException {
        SftpMessage message = writeUnchecked(command, buffer);
        try {
            message.waitUntilSent();
            return message.getId();
        } catch (InterruptedIOException | TimeLimitException e) {
            abandon(message.getId());
            throw e;
        }
    }

    // ---- receiving ----

    /** Nobody will ask for the answer to this request. */
    protected final void abandon(int id) {
        answers.abandon(id);
    }

    @Override
    protected final boolean receive(Buffer incoming) throws IOException {
        int start = incoming.rpos();
        int end = incoming.wpos();
        try {
            return super.receive(incoming);
        } catch (IOException | RuntimeException e) {
            throw new NotSftpException("the server sent something that is not SFTP: "
                    + ServerWords.quoted(incoming.array(), start, end - start) + " (" + e.getMessage() + ")", e);
        }
    }

    @Override
    protected void process(Buffer incoming) throws IOException {
        if (answers == null) {
            super.process(incoming);
            return;
        }
        int start = incoming.rpos() + Integer.BYTES;
        int id = (int) incoming.rawUInt(start + 1);
        handles.answered(id, incoming, start);
        use.answered(id);
        Buffer answer = new ByteArrayBuffer(incoming.available(), false);
        answer.putBuffer(incoming);
        answers.answered(id, answer);
    }

    @Override
    public final Buffer receive(int id) throws IOException {
        TimeLimit limit = TimeLimit.current();
        try {
            for (;;) {
                Buffer answer = answers.await(id, limit.remaining());
                if (answer != null) {
                    return answer;
                }
            }
        } catch (TimeLimitException e) {
            abandon(id);
            throw e;
        } catch (InterruptedException e) {
            abandon(id);
            throw SentRequest.interrupted(limit, (IOException) new InterruptedIOException("interrupted while waiting for an answer").initCause(e));
        }
    }

    /**
     * MINA's own limits are not used.
     *
     * @param limit zero to look without waiting
     * @return null if there is no answer yet; only with a limit of zero
     */
    @Override
    public final Buffer receive(int id, Duration limit) throws IOException {
        return limit.isZero() ? answers.poll(id) : receive(id);
    }

    /** MINA throws something else for a handle without bytes. */
    @Override
    protected final byte[] checkHandleResponse(SftpResponse response) throws IOException {
        try {
            return super.checkHandleResponse(response);
        } catch (BufferException | IllegalArgumentException e) {
            throw new IOException("the server has opened a file without a valid handle", e);
        }
    }

    // ---- closing ----

    /** The channel waits for the request that is being sent. If the server stops reading it, the wait ends after a while. */
    @Override
    public void close() throws IOException {
        super.close();
        SftpMessage underWay = last;
        if (underWay != null && !underWay.getFuture().isDone()) {
            subsystem().giveUpSending();
        }
    }
}
