package io.sshra.ssh.mina.sftp;

import io.sshra.base.NotSftpException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The requests of one SFTP channel that are under way, and their answers. For any number of threads.
 *
 * <pre>
 *   expect ──▶ under way ──answered──▶ answered ──poll, await──▶ (gone)
 *                  │                      │
 *                  └──abandon──▶ abandoned┴──answered, abandon──▶ (gone)
 * </pre>
 *
 * After {@link #end} nobody waits any more; an answer that came before is still given.
 */
final class Answers {

    private static final CompletableFuture<Buffer> ABANDONED = new CompletableFuture<>();

    private final ConcurrentMap<Integer, CompletableFuture<Buffer>> requests = new ConcurrentHashMap<>();
    private volatile IOException end;

    /** Before the request is sent. */
    void expect(int id) throws IOException {
        requests.put(id, new CompletableFuture<>());
        // The end is set before the requests are told of it: one of the two sees this request.
        if (end != null) {
            requests.remove(id);
            throw ended();
        }
    }

    /** It was not sent. */
    void withdraw(int id) {
        CompletableFuture<Buffer> request = requests.remove(id);
        if (request != null && request != ABANDONED) {
            request.cancel(false);
        }
    }

    /** @throws IOException if there is no such request without an answer */
    void answered(int id, Buffer answer) throws IOException {
        CompletableFuture<Buffer> request = requests.get(id);
        if (request == ABANDONED) {
            requests.remove(id);
        } else if (request == null || !request.complete(answer)) {
            throw new StreamCorruptedException("an SFTP answer to a request that was not made");
        } else {
            // It may have been abandoned between the two.
            requests.remove(id, ABANDONED);
        }
    }

    /** Whether nobody waits for an answer. */
    boolean areTaken() {
        return requests.values().stream().allMatch(request -> request == ABANDONED);
    }

    /** Nobody will ask for the answer. */
    void abandon(int id) {
        CompletableFuture<Buffer> request = requests.get(id);
        if (request != null && requests.replace(id, request, ABANDONED) && request.isDone()) {
            requests.remove(id, ABANDONED);
        }
    }

    /**
     * @return the answer, which is then gone; null if it has not come
     * @throws IOException if it will not come
     */
    Buffer poll(int id) throws IOException {
        CompletableFuture<Buffer> request = requests.get(id);
        if (request == null) {
            throw ended();
        }
        if (!request.isDone()) {
            return null;
        }
        requests.remove(id);
        try {
            return request.getNow(null);
        } catch (CancellationException | java.util.concurrent.CompletionException e) {
            throw ended();
        }
    }

    /**
     * Waits for it so many nanoseconds.
     *
     * @return the answer, which is then gone; null if it has not come by then
     * @throws IOException if it will not come
     */
    Buffer await(int id, long nanos) throws IOException, InterruptedException {
        CompletableFuture<Buffer> request = requests.get(id);
        if (request == null) {
            throw ended();
        }
        try {
            Buffer answer = request.get(nanos, TimeUnit.NANOSECONDS);
            requests.remove(id);
            return answer;
        } catch (TimeoutException e) {
            return null;
        } catch (CancellationException | ExecutionException e) {
            requests.remove(id);
            throw ended();
        }
    }

    /** No answer will come any more. Only the first call counts. */
    void end(IOException why) {
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = why;
        }
        requests.values().forEach(request -> {
            if (request != ABANDONED) {
                request.cancel(false);
            }
        });
    }

    /** Of its own for each caller. */
    private IOException ended() {
        IOException why = end;
        if (why instanceof NotSftpException) {
            return new NotSftpException(why.getMessage(), why);
        }
        return (IOException) new EOFException(why == null ? "the SFTP channel ended before a request was sent" : why.getMessage()).initCause(why);
    }
}
