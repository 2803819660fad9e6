package io.sshra.ssh.mina;

import io.sshra.SshText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpMessage;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * MINA's SFTP client with what it leaves open: it waits for an answer as long as the connection stands (MINA gives up after
 * ten minutes, and does so without a word when it closes a file), drops answers that nobody waits for any more, takes no
 * answer to a request that was not made, and counts its traffic.
 */
final class MinaSftpClient extends DefaultSftpClient {

    private static final Duration AS_LONG_AS_IT_STANDS = Duration.ofDays(365);
    /** Length and type come before the number of a request in each packet. */
    private static final int OFFSET_OF_ID = 5;

    /** OpenSSH's ends with a longer one, and all that is open on it. In bytes. */
    private static final int MOST_OF_REQUEST = 256 * 1024 - 64;

    // All null while the superclass's constructor agrees on the version.
    private final Traffic traffic;
    private final AtomicLong unanswered;
    private final Set<Integer> abandoned;
    private final Set<Handle> writable;
    private final ReentrantLock sending;
    /** Guarded by {@link #sending}. */
    private SftpMessage last;

    /** Opens the channel and agrees on the version. Blocks. */
    MinaSftpClient(ClientSession session, Traffic traffic, Charset names) throws IOException {
        super(session, SftpVersionSelector.fixedVersionSelector(SftpConstants.SFTP_V3), null);
        this.traffic = traffic;
        this.unanswered = new AtomicLong();
        this.abandoned = ConcurrentHashMap.newKeySet();
        this.writable = ConcurrentHashMap.newKeySet();
        this.sending = new ReentrantLock();
        getClientChannel().addRequestHandler(new UnknownRequests<>());
        setNameDecodingCharset(names);
    }

    /**
     * OpenSSH took the two the wrong way round, and most others did as it does, MINA too; but asyncssh only with clients that
     * it takes for OpenSSH's kind (draft-ietf-secsh-filexfer-02 section 6.10).
     */
    @Override
    public void link(String linkPath, String targetPath, boolean symbolic) throws IOException {
        if (getSession().getServerVersion().contains("AsyncSSH")) {
            super.link(targetPath, linkPath, symbolic);
        } else {
            super.link(linkPath, targetPath, symbolic);
        }
    }

    /** The server chooses the text. */
    @Override
    protected void throwStatusException(int command, int id, SftpStatus status) throws IOException {
        throw new SftpException(status.getStatusCode(), SshText.visible(status.getMessage()));
    }

    @Override
    public CloseableHandle open(String path, Collection<OpenMode> modes) throws IOException {
        CloseableHandle handle = super.open(path, modes);
        if (modes.contains(OpenMode.Write)) {
            writable.add(handle);
        }
        return handle;
    }

    /** Waits for the answer only where that says something: a file or a folder that was read is done with. */
    @Override
    public void close(Handle handle) throws IOException {
        if (writable.remove(handle)) {
            super.close(handle);
        } else {
            Buffer request = new ByteArrayBuffer(Integer.BYTES + handle.length(), false);
            request.putBytes(handle.getIdentifier());
            abandon(send(SftpConstants.SSH_FXP_CLOSE, request));
        }
    }

    @Override
    protected int data(byte[] bytes, int start, int length) throws IOException {
        if (traffic != null) {
            traffic.received(length);
        }
        return super.data(bytes, start, length);
    }

    /**
     * MINA's channel takes one write at a time, and MINA loses sight of the one under way when a thread that waits for it is
     * interrupted. So that is waited for here.
     */
    @Override
    public SftpMessage write(int command, Buffer buffer) throws IOException {
        if (buffer.available() > MOST_OF_REQUEST) {
            throw new IOException("a request of " + buffer.available() + " bytes is longer than servers take");
        }
        try {
            sending.lockInterruptibly();
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted before a request was sent").initCause(e);
        }
        try {
            if (last != null) {
                last.getFuture().await();
            }
            traffic.sent(buffer.available());
            unanswered.incrementAndGet();
            last = super.write(command, buffer);
            return last;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public int send(int command, Buffer buffer) throws IOException {
        SftpMessage message = write(command, buffer);
        try {
            message.waitUntilSent();
            return message.getId();
        } catch (InterruptedIOException e) {
            abandon(message.getId());
            throw e;
        }
    }

    /** Nobody will ask for the answer to this request. */
    private void abandon(int id) throws IOException {
        abandoned.add(id);
        if (super.receive(id, Duration.ZERO) != null) {
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
        super.process(incoming);
        if (abandoned.remove(id)) {
            // It was abandoned between the two.
            super.receive(id, Duration.ZERO);
        }
    }

    @Override
    public Buffer receive(int id) throws IOException {
        return receive(id, AS_LONG_AS_IT_STANDS);
    }

    /**
     * MINA gives null, too, where the channel ends just now: its streams would fail with a NullPointerException, or be closed
     * as if all had been written.
     *
     * @param limit zero only looks
     * @return null if there is none, only where it only looks
     */
    @Override
    public Buffer receive(int id, Duration limit) throws IOException {
        try {
            Buffer answer = super.receive(id, limit.isZero() ? limit : AS_LONG_AS_IT_STANDS);
            if (answer == null && !limit.isZero()) {
                throw new EOFException("the SFTP channel ended before the answer to a request");
            }
            return answer;
        } catch (InterruptedIOException e) {
            abandon(id);
            throw e;
        }
    }
}
