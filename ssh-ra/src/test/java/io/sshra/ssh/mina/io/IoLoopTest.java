package io.sshra.ssh.mina.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IoLoopTest {

    /** A selector that fails or succeeds in each round as the test says, and closes itself at the end. */
    private static final class Scripted extends AbstractSelector {

        private final Deque<Boolean> succeeds;

        Scripted(Deque<Boolean> succeeds) {
            super(SelectorProvider.provider());
            this.succeeds = succeeds;
        }

        @Override
        public int select(Consumer<SelectionKey> action) throws IOException {
            if (succeeds.isEmpty()) {
                close();
                return 0;
            }
            if (!succeeds.remove()) {
                throw new IOException("this round fails");
            }
            return 0;
        }

        @Override
        public int select() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int select(long timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int selectNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.of();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return Set.of();
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector wakeup() {
            return this;
        }

        @Override
        protected void implCloseSelector() {
            // Nothing is open.
        }
    }

    /** The pauses in milliseconds. */
    private static List<Long> pauses(Boolean... succeeds) {
        List<Long> pauses = new ArrayList<>();
        new IoLoop(new Scripted(new ArrayDeque<>(List.of(succeeds))), nanos -> pauses.add(TimeUnit.NANOSECONDS.toMillis(nanos))).run();
        return pauses;
    }

    @Test
    void aSelectorThatKeepsFailingIsCalledLessAndLessOften() {
        Boolean[] always = new Boolean[12];
        java.util.Arrays.fill(always, false);
        assertThat(pauses(always)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 100L, 100L, 100L, 100L);
    }

    @Test
    void aSingleFailureCausesNoDelay() {
        assertThat(pauses(false, true, false, true, false, true)).isEmpty();
        assertThat(pauses(false, false, false, true, false, false)).as("restarts after a success").containsExactly(1L, 2L, 1L);
    }

    /** A socket whose handling fails, and one that works. */
    @Test
    void aFailingSocketDoesNotAffectOthers() throws Exception {
        List<Long> pauses = new CopyOnWriteArrayList<>();
        IoLoop loop = new IoLoop(Selector.open(), pauses::add);
        Pipe failing = readable();
        Pipe working = readable();
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        try {
            loop.register(failing.source(), SelectionKey.OP_READ, (key, buffer) -> {
                failures.incrementAndGet();
                throw new OutOfMemoryError("for the test");
            });
            loop.register(working.source(), SelectionKey.OP_READ, (key, buffer) -> turns.incrementAndGet());
            Thread thread = new Thread(loop::run, "loop");
            thread.start();
            await().until(() -> failures.get() > 100 && turns.get() > 100 && !pauses.isEmpty());
            CompletableFuture<Thread> task = new CompletableFuture<>();
            loop.execute(() -> {
                throw new IllegalStateException("for the test");
            });
            loop.execute(() -> task.complete(Thread.currentThread()));
            assertThat(task.get(Patience.SECONDS, TimeUnit.SECONDS)).isSameAs(thread);
        } finally {
            loop.close();
            for (SelectableChannel each : List.of(failing.source(), failing.sink(), working.source(), working.sink())) {
                each.close();
            }
        }
    }

    private static Pipe readable() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        return pipe;
    }
}
