package io.sshra.ssh.mina;

import io.sshra.SshText;
import io.sshra.ssh.mina.sftp.SftpRequests;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** The SFTP client of one session: counts its traffic and makes the server's texts visible. */
final class MinaSftpClient extends SftpRequests {

    // Both are null while the superclass's constructor negotiates the version.
    private final Traffic traffic;
    private final Set<Handle> writable;
    private final AtomicReference<Runnable> whenClosed = new AtomicReference<>();
    private final AtomicReference<Delayed> expiry = new AtomicReference<>();
    private volatile boolean closed;

    /** Opens the channel and negotiates the version. Blocks. */
    MinaSftpClient(ClientSession session, Traffic traffic, Charset names) throws IOException {
        super(session);
        this.traffic = traffic;
        this.writable = ConcurrentHashMap.newKeySet();
        getClientChannel().addRequestHandler(new UnknownRequests<>());
        setNameDecodingCharset(names);
        getClientChannel().addCloseFutureListener(future -> {
            closed = true;
            tellClosed();
        });
    }

    /** Runs this action, instead of any other, when the channel has closed; at once if it has. It must not block. */
    void whenClosed(Runnable action) {
        whenClosed.set(action);
        if (closed) {
            tellClosed();
        }
    }

    private void tellClosed() {
        Runnable action = whenClosed.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    /** Cancels the end that was planned before. */
    void expires(Delayed end) {
        Delayed before = expiry.getAndSet(end);
        if (before != null) {
            before.close();
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

    /** Waits for the answer only if it matters. It does not after reading a file or a folder. */
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

    @Override
    protected void sent(int bytes) {
        traffic.sent(bytes);
    }
}
