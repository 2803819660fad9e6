package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * The files and folders that are open at one server, as the server knows them: from the answer to the opening to that to the closing. A
 * server that gives one handle to two of them would put the bytes of one into the other. For any number of threads.
 */
final class OpenHandles {

    /** How long an opening waits for another file to be closed. */
    private static final long PATIENCE_SECONDS = 10;

    private final int most;
    private final Semaphore room;
    private final Set<Integer> opening = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> closing = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** @param most how many the server can tell apart */
    OpenHandles(int most) {
        this.most = most;
        this.room = new Semaphore(most, true);
    }

    private static boolean isOpening(int command) {
        return command == SftpConstants.SSH_FXP_OPEN || command == SftpConstants.SSH_FXP_OPENDIR;
    }

    /**
     * Waits, before such a request is sent, until the server can take it. {@link #notSent} if it is not sent.
     *
     * @throws IOException if no other file is closed in time
     */
    void await(int command, TimeLimit limit) throws IOException {
        if (!isOpening(command) || room.tryAcquire()) {
            return;
        }
        try {
            if (!room.tryAcquire(Math.min(limit.remaining(), TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)), TimeUnit.NANOSECONDS)) {
                limit.remaining(); // Throws if its time is over.
                throw new IOException("this server can't have more than " + most + " files and folders open on one channel: close one of them");
            }
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted before a file was opened").initCause(e);
        }
    }

    void notSent(int command) {
        if (isOpening(command)) {
            room.release();
        }
    }

    /** @param request what follows the number of the request */
    void sent(int command, int id, Buffer request) {
        if (isOpening(command)) {
            opening.add(id);
        } else if (command == SftpConstants.SSH_FXP_CLOSE) {
            closing.put(id, handle(request, request.rpos()));
        }
    }

    /**
     * Comes before anybody has the answer, and in the order in which the server answers.
     *
     * @param start where the packet's type is
     * @throws IOException if the server gives a handle to two files, so that nobody knows which one it means
     */
    void answered(int id, Buffer packet, int start) throws IOException {
        String closed = closing.remove(id);
        if (closed != null) {
            open.remove(closed);
            room.release();
        } else if (opening.remove(id)) {
            if (packet.rawByte(start) != SftpConstants.SSH_FXP_HANDLE) {
                room.release();
            } else if (!open.add(handle(packet, start + 1 + Integer.BYTES))) {
                throw new StreamCorruptedException("the server has given one handle to two open files");
            }
        }
    }

    /** Whether the closing of all of them was requested. */
    boolean areClosed() {
        return opening.isEmpty() && closing.values().containsAll(open);
    }

    private static String handle(Buffer buffer, int at) {
        int length = (int) Math.min(buffer.rawUInt(at), buffer.wpos() - at - Integer.BYTES);
        return new String(buffer.array(), at + Integer.BYTES, length, StandardCharsets.ISO_8859_1);
    }
}
