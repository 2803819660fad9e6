package io.sshra.cluster;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Sends messages, to each member in the order in which they were given, on threads of its own: sending to a member that hangs may take a
 * while, and delays no other member. Thread-safe. No method waits.
 *
 * <p>Each member has a queue, which is IDLE, or SENDING by one thread. Who adds to an IDLE queue makes it SENDING and starts the thread; the
 * thread makes it IDLE when it finds it empty, or whoever could not start it. All happen under the monitor of the queue, which is not held while sending.
 */
final class Sender {

    /** The messages that wait for one member. Further ones are lost, as a channel may lose them. */
    static final int MOST_WAITING = 1_000;

    /** Sends one message. It may block. */
    interface Channel {

        void send(String to, byte[] message);
    }

    private final Channel channel;
    private final Executor threads;
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    private static final class Queue {

        // Guarded by this.
        private final Deque<Message> waiting = new ArrayDeque<>();
        private boolean sending;

        /** Returns whether a thread is to be started. */
        synchronized boolean add(Message message) {
            if (waiting.size() < MOST_WAITING) {
                waiting.add(message);
            }
            boolean idle = !sending;
            sending = true;
            return idle;
        }

        synchronized void notStarted() {
            sending = false;
        }

        /** Null if there is none: the thread ends. */
        synchronized Message next() {
            Message next = waiting.poll();
            sending = next != null;
            return next;
        }
    }

    /** @param threads as many as there are members may block */
    Sender(Channel channel, Executor threads) {
        this.channel = channel;
        this.threads = threads;
    }

    void send(String to, Message message) {
        Queue queue = queues.computeIfAbsent(to, absent -> new Queue());
        if (queue.add(message)) {
            try {
                threads.execute(() -> drain(to, queue));
            } catch (RuntimeException | Error e) {
                // The node leaves, or no thread can be made: the next message starts one, which sends all.
                queue.notStarted();
                ClusterLog.notSent(e);
            }
        }
    }

    private void drain(String to, Queue queue) {
        for (Message message = queue.next(); message != null; message = queue.next()) {
            try {
                channel.send(to, Codec.encode(message));
            } catch (RuntimeException | Error e) {
                // The message is lost, and the queue goes on. The protocol sends again what has to come.
                ClusterLog.notSent(e);
            }
        }
    }

    /** Only these are members now. */
    void retain(Collection<String> members) {
        queues.keySet().retainAll(members);
    }
}
