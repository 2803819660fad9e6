package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.AtOnce;
import io.sshra.testing.LogLines;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log tells operators about handles that applications forget to close. The clock is the test's. */
class HandleLeaksTest {

    private static final String LEAK = "SSHRA000112";
    private static final Duration THRESHOLD = Duration.ofSeconds(60);

    private final LogLines log = new LogLines();
    private PoolFixture fixture = new PoolFixture(detecting(THRESHOLD, false));

    private static PoolSettings detecting(Duration threshold, boolean stackTraces) {
        return PoolFixture.settings().with(new PoolSettings.LeakDetection(threshold, stackTraces));
    }

    private void detect(Duration threshold, boolean stackTraces) {
        fixture.close();
        fixture = new PoolFixture(detecting(threshold, stackTraces));
    }

    @AfterEach
    void close() {
        log.close();
        fixture.close();
    }

    private void pass(Duration time) {
        fixture.clock.advance(time);
        fixture.pool.evictIdle();
    }

    @Test
    void aHandleThatStaysOpenIsReportedOnceWithOwnerThreadAndTime() throws Exception {
        String name = Thread.currentThread().getName();
        Thread.currentThread().setName("worker 7");
        try {
            fixture.open("alice", "s-42", "web-1");
        } finally {
            Thread.currentThread().setName(name);
        }

        pass(THRESHOLD.minusNanos(1));
        assertThat(log.of(LEAK)).isEmpty();
        pass(Duration.ofSeconds(15));
        assertThat(log.of(LEAK)).singleElement().asString().startsWith("WARN ").endsWith("Handles not closed: user=alice session=s-42"
                + " profile=web-1 target=web-1@host:22, handles=1, seconds=74, thread=\"worker 7\"");
        pass(THRESHOLD.multipliedBy(10));
        assertThat(log.of(LEAK)).hasSize(1);
        assertThat(log.causes(LEAK)).as("without stack traces").isEmpty();
    }

    @Test
    void aHandleThatIsClosedInTimeIsNotReported() throws Exception {
        fixture.open("alice", "s", "web-1").giveBack();
        pass(THRESHOLD);
        FakeHandle closedBeforeTheSweep = fixture.open("alice", "s", "web-1");
        fixture.clock.advance(THRESHOLD);
        closedBeforeTheSweep.giveBack();
        fixture.pool.evictIdle();

        assertThat(log.of(LEAK)).isEmpty();
    }

    @Test
    void nothingIsReportedByDefault() throws Exception {
        detect(Duration.ZERO, true);
        fixture.open("alice", "s", "web-1");
        pass(Duration.ofDays(1));

        assertThat(log.of(LEAK)).isEmpty();
        assertThat(PoolFixture.settings().leaks().threshold()).isZero();
    }

    @Test
    void aThousandLeakedHandlesMakeALineForEachKey() throws Exception {
        for (int i = 0; i < 1000; i++) {
            fixture.open("u" + i % 10, "s" + i % 20, "web-1");
        }
        pass(THRESHOLD);

        assertThat(log.of(LEAK)).hasSize(20).allMatch(line -> line.contains(", handles=50, seconds=60, "));
        pass(THRESHOLD);
        assertThat(log.of(LEAK)).hasSize(20);
    }

    @Test
    void theReportHasThePlaceOfEachHandleIfConfigured() throws Exception {
        detect(THRESHOLD, true);
        for (int i = 0; i < 2; i++) {
            takeHere();
        }
        takeThere();
        pass(THRESHOLD);

        assertThat(log.of(LEAK)).hasSize(2);
        assertThat(log.causes(LEAK)).extracting(cause -> cause.getStackTrace()[0].getMethodName())
                .containsExactlyInAnyOrder("takeHere", "takeThere");
        assertThat(log.of(LEAK)).filteredOn(line -> line.contains("handles=2")).hasSize(1);
    }

    private void takeHere() throws SshException {
        fixture.open("alice", "s", "web-1");
    }

    private void takeThere() throws SshException {
        fixture.open("alice", "s", "web-1");
    }

    /** The handle is open, although its connection is gone, and counts for its key. */
    @Test
    void aHandleIsReportedAfterItsConnectionHasEnded() throws Exception {
        detect(Duration.ofHours(1), false);
        fixture.open("alice", "s", "web-1");
        pass(Duration.ofSeconds(900));
        assertThat(fixture.only("alice", "s")).satisfies(info -> assertThat(info.alive()).isFalse(),
                info -> assertThat(info.openHandles()).isEqualTo(1));
        pass(Duration.ofHours(1));

        assertThat(log.of(LEAK)).hasSize(1);
    }

    @Test
    void theOpenHandlesOfAConnectionAreListed() throws Exception {
        FakeHandle first = fixture.open("alice", "s", "web-1");
        FakeHandle second = fixture.open("alice", "s", "web-1");
        fixture.open("bob", "s", "web-1");
        assertThat(fixture.only("alice", "s").openHandles()).isEqualTo(2);
        first.giveBack();
        assertThat(fixture.only("alice", "s").openHandles()).isEqualTo(1);
        second.giveBack();
        assertThat(fixture.only("alice", "s").openHandles()).isZero();
        assertThat(fixture.pool.connections(PoolFixture.DEFINITION)).extracting(info -> info.userId() + info.openHandles())
                .containsExactlyInAnyOrder("alice0", "bob1");
    }

    /** Sweeps at once, as of a timer and of a test: none of them reports what another one does. */
    @Test
    void sweepsAtOnceReportEachHandleOnce() throws Exception {
        int handles = 100;
        List<FakeHandle> open = new ArrayList<>();
        for (int i = 0; i < handles; i++) {
            open.add(fixture.open("u" + i, "s", "web-1"));
        }
        fixture.clock.advance(THRESHOLD);
        AtOnce sweeps = new AtOnce();
        for (int i = 0; i < 4; i++) {
            sweeps.run(() -> fixture.pool.evictIdle());
        }
        sweeps.await();

        assertThat(log.of(LEAK)).hasSize(handles).doesNotHaveDuplicates();
        assertThat(open).allMatch(handle -> handle.lease.isInUse());
    }

    /** The log may be slow. */
    @Test
    void theSweepDoesNotWriteTheLines() throws Exception {
        Queue<Runnable> later = new ConcurrentLinkedQueue<>();
        fixture.threads.ends = later::add;
        fixture.open("alice", "s", "web-1");
        pass(THRESHOLD);

        assertThat(log.of(LEAK)).isEmpty();
        later.remove().run();
        await().until(() -> log.of(LEAK).size() == 1);
    }

    /** The place is kept as long as the handle, and must not keep the class loader of an application that is redeployed. */
    @Test
    void thePlaceRetainsNoClassOfTheApplication() throws Exception {
        ApplicationLoader loader = new ApplicationLoader();
        WeakReference<ClassLoader> application = new WeakReference<>(loader);
        HandleOrigin origin = loader.application().apply(() -> HandleOrigin.here(0, HandleOrigin.class));
        loader = null;

        assertThat(origin.place()).anyMatch(frame -> frame.getClassName().equals(Application.class.getName()));
        await().until(() -> {
            System.gc();
            return application.refersTo(null);
        });
        assertThat(origin.thread()).isEqualTo(Thread.currentThread().getName());
    }

    /** Calls the adapter. */
    public static final class Application implements Function<Supplier<HandleOrigin>, HandleOrigin> {

        @Override
        public HandleOrigin apply(Supplier<HandleOrigin> take) {
            return take.get();
        }
    }

    /** Has its own {@link Application}. */
    private static final class ApplicationLoader extends ClassLoader {

        ApplicationLoader() {
            super(HandleLeaksTest.class.getClassLoader());
        }

        @SuppressWarnings("unchecked")
        Function<Supplier<HandleOrigin>, HandleOrigin> application() throws Exception {
            try (InputStream in = Application.class.getResourceAsStream("HandleLeaksTest$Application.class")) {
                byte[] bytes = in.readAllBytes();
                return (Function<Supplier<HandleOrigin>, HandleOrigin>) defineClass(Application.class.getName(), bytes, 0, bytes.length)
                        .getConstructor().newInstance();
            }
        }
    }
}
