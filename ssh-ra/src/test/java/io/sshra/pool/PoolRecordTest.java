package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.events.EventRecorder;
import io.sshra.testing.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of the records of a connection that opens on one thread and ends on another. */
class PoolRecordTest {

    private static final Logger LINES = Logger.getLogger("io.sshra");
    private static final Logger AUDIT = Logger.getLogger(EventRecorder.CATEGORY);

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Hook> hooks = new ArrayList<>();

    @AfterEach
    void stop() {
        hooks.forEach(Hook::close);
        fixture.close();
        threads.shutdownNow();
    }

    private void hook(Logger logger, Level level, Consumer<String> action) {
        hooks.add(new Hook(logger, level, action));
    }

    private static final class Hook extends Handler {

        private final Logger logger;
        private final Consumer<String> action;

        Hook(Logger logger, Level level, Consumer<String> action) {
            this.logger = logger;
            this.action = action;
            logger.setLevel(level);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            action.accept(line.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }

    /** The end comes from another thread while the opening is being recorded. */
    @Test
    void theOpeningIsRecordedBeforeTheCloseWhoeverIsFaster() throws Exception {
        List<String> recorded = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean first = new AtomicBoolean(true);
        hook(AUDIT, Level.FINEST, line -> {
            if (line.contains("event=connect") && first.getAndSet(false)) {
                closeElsewhere();
            }
            recorded.add(line.replaceAll(".*event=(\\w+).*", "$1"));
        });

        openThatMayEnd();

        await().until(() -> recorded.contains("close"));
        assertThat(recorded).containsSubsequence("connect", "close");
    }

    @Test
    void theLineOfTheOpeningComesBeforeTheLineOfTheClose() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean first = new AtomicBoolean(true);
        hook(LINES, Level.INFO, line -> {
            if (line.contains("Connection opened") && first.getAndSet(false)) {
                closeElsewhere();
            }
            lines.add(line.replaceAll(".*Connection (\\w+).*", "$1"));
        });

        openThatMayEnd();

        await().until(() -> lines.contains("closed"));
        assertThat(lines).containsSubsequence("opened", "closed");
    }

    private void closeElsewhere() {
        try {
            assertThat(threads.submit(() -> pool.closeSession("u", "s")).get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void openThatMayEnd() {
        try {
            fixture.open("u", "s", "p");
        } catch (SshException e) {
            assertThat(e.code()).isEqualTo(SshErrorCode.SESSION_ENDED);
        }
    }
}
