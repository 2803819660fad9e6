package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import io.sshra.base.TimeLimitException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpMessage;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * MINA's SFTP client with its own way of waiting. It waits for an answer as long as the connection is open and the caller's
 * {@link TimeLimit} allows. (MINA gives up after ten minutes, and silently when it closes a file.) An interrupted thread stays
 * interrupted, so its later operations do not wait again. Answers that nobody waits for any more are dropped. An answer to a
 * request that was not made ends the channel.
 */
public abstract class SftpRequests extends DefaultSftpClient {

    /** In each packet, length and type precede the number of the request. */
    private static final int OFFSET_OF_ID = 5;

    /** In bytes. On a longer request, OpenSSH's SFTP server ends, with everything that is open on it. */
    private static final int MOST_OF_REQUEST = 256 * 1024 - 64;

    // All are null while the superclass's constructor negotiates the version.
    private final AtomicLong unanswered;
    private final Set<Integer> abandoned;
    /** Requests that MINA has forgotten and that are about to be abandoned. */
    private final Set<Integer> answeredToNobody;
    private final ReentrantLock sending;
    /** Written by the thread that holds {@link #sending}. */
    private volatile SftpMessage last;

    /** Opens the channel and negotiates version 3. Blocks. */
    protected SftpRequests(ClientSession session) throws IOException {
        super(session, SftpVersionSelector.fixedVersionSelector(SftpConstants.SFTP_V3), null);
        this.unanswered = new AtomicLong();
        this.abandoned = ConcurrentHashMap.newKeySet();
        this.answeredToNobody = ConcurrentHashMap.newKeySet();
        this.sending = new ReentrantLock();
    }

    /**
     * If the subsystem is refused, MINA drops the channel without telling the server, where it stays open. After MaxSessions
     * such channels, OpenSSH opens no more channels on that connection. So this class tells the server first (RFC 4254 section 5.3).
     * MINA's graceful close would tell it, too, but only after the first SFTP request was sent, for which OpenSSH gives no window
     * before the subsystem runs.
     */
    @Override
    protected ChannelSubsystem createSftpChannelSubsystem(ClientSession session) {
        return new SftpChannelSubsystem() {
            @Override
            public void handleFailure() throws IOException {
                if (gracefulState.compareAndSet(GracefulState.Opened, GracefulState.CloseSent)) {
                    Buffer closes = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_CLOSE, Integer.BYTES);
                    closes.putUInt(getRecipient());
                    session.writePacket(closes);
                }
                close(true);
            }
        };
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

    /** Both in seconds since 1970, 0 to 0xFFFFFFFF: MINA's own request takes only those up to 2038. */
    final void setTimes(String path, long accessed, long modified) throws IOException {
        Buffer request = new ByteArrayBuffer();
        putReferencedName(SftpConstants.SSH_FXP_SETSTAT, request, path, 0);
        request.putUInt(SftpConstants.SSH_FILEXFER_ATTR_ACMODTIME);
        request.putUInt(accessed);
        request.putUInt(modified);
        checkDone(SftpConstants.SSH_FXP_SETSTAT, send(SftpConstants.SSH_FXP_SETSTAT, request));
    }

    // ---- sending ----

    /**
     * MINA's channel takes one write at a time, and MINA loses track of the current write when the thread that waits for it is
     * interrupted. So this class waits for the write.
     */
    @Override
    public final SftpMessage write(int command, Buffer buffer) throws IOException {
        if (buffer.available() > MOST_OF_REQUEST) {
            throw new IOException("a request of " + buffer.available() + " bytes is longer than servers take");
        }
        TimeLimit limit = TimeLimit.current();
        lock(limit);
        try {
            if (last != null) {
                awaitSent(last, limit, Long.MAX_VALUE);
            }
            sent(buffer.available());
            unanswered.incrementAndGet();
            last = new Request(super.write(command, buffer));
            return last;
        } finally {
            sending.unlock();
        }
    }

    private void lock(TimeLimit limit) throws IOException {
        try {
            while (!sending.tryLock(limit.remaining(), TimeUnit.NANOSECONDS)) {
                limit.remaining(); // Throws when the time is over.
            }
        } catch (InterruptedException e) {
            throw interrupted(limit, (IOException) new InterruptedIOException("interrupted before a request was sent").initCause(e));
        }
    }

    /** @return whether it was sent, or failed, in this time */
    private static boolean awaitSent(SftpMessage message, TimeLimit limit, long most) throws IOException {
        try {
            while (!message.getFuture().isDone()) {
                long wait = Math.min(limit.remaining(), most);
                if (!message.getFuture().await(wait / 1_000_000 + 1) && wait == most) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedIOException e) {
            throw interrupted(limit, e);
        }
    }

    /** Leaves the operation only the time to clean up. The thread's interrupt status stays set. */
    private static IOException interrupted(TimeLimit limit, IOException failure) {
        limit.leave();
        Thread.currentThread().interrupt();
        return failure;
    }

    /** A request. The caller waits within its time limit until the request is sent. */
    private static final class Request extends SftpMessage {

        Request(SftpMessage message) {
            super(message.getId(), message.getFuture(), message.getTimeout());
        }

        @Override
        public void waitUntilSent() throws IOException {
            if (!awaitSent(this, TimeLimit.current(), getTimeout().toNanos())) {
                throw new IOException("a request could not be sent within " + getTimeout().toSeconds() + " s: the server does not read");
            }
            super.waitUntilSent();
        }
    }

    @Override
    public final int send(int command, Buffer buffer) throws IOException {
        SftpMessage message = write(command, buffer);
        try {
            message.waitUntilSent();
            return message.getId();
        } catch (InterruptedIOException | TimeLimitException e) {
            abandon(message.getId());
            throw e;
        }
    }

    // ---- receiving ----

    /** Abandons a request: its answer is dropped. */
    protected final void abandon(int id) throws IOException {
        abandoned.add(id);
        if (answeredToNobody.remove(id) || super.receive(id, Duration.ZERO) != null) {
            abandoned.remove(id);
        }
    }

    @Override
    protected void process(Buffer incoming) throws IOException {
        if (unanswered == null) {
            super.process(incoming);
            return;
        }
        if (unanswered.decrementAndGet() < 0) {
            throw new StreamCorruptedException("an SFTP answer to a request that was not made");
        }
        int id = (int) incoming.rawUInt(incoming.rpos() + OFFSET_OF_ID);
        if (abandoned.remove(id)) {
            return;
        }
        try {
            super.process(incoming);
        } catch (IOException e) {
            // When a receiver gives up, MINA forgets the request a moment before it is abandoned here. An answer in that moment
            // would end the connection.
            answeredToNobody.add(id);
            if (abandoned.remove(id)) {
                answeredToNobody.remove(id);
            }
            return;
        }
        if (abandoned.remove(id)) {
            // The request was abandoned between the two.
            super.receive(id, Duration.ZERO);
        }
    }

    @Override
    public final Buffer receive(int id) throws IOException {
        TimeLimit limit = TimeLimit.current();
        try {
            for (;;) {
                Buffer answer = super.receive(id, Duration.ofNanos(limit.remaining()));
                if (answer != null) {
                    return answer;
                }
                if (!isOpen() || isClosing()) {
                    // Without this, MINA's streams would fail with a NullPointerException, or close as if all had been written.
                    throw new EOFException("the SFTP channel ended before the answer to a request");
                }
            }
        } catch (TimeLimitException e) {
            abandon(id);
            throw e;
        } catch (InterruptedIOException e) {
            abandon(id);
            throw interrupted(limit, e);
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
        return limit.isZero() ? super.receive(id, limit) : receive(id);
    }

    // ---- closing ----

    /** The channel waits for the request that is being sent. If the server stops reading it, the wait ends after a while. */
    @Override
    public void close() throws IOException {
        super.close();
        SftpMessage underWay = last;
        if (underWay != null && !underWay.getFuture().isDone()) {
            getClientSession().getFactoryManager().getScheduledExecutorService().schedule(() -> {
                if (!underWay.getFuture().isDone()) {
                    getClientChannel().getAsyncIn().close(true);
                }
            }, TimeLimit.WAY_OUT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
