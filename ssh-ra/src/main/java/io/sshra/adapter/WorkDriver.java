package io.sshra.adapter;

import io.sshra.maintenance.Maintenance;
import io.sshra.maintenance.MaintenanceDriver;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Drives maintenance by a work (Connectors 2.1, work management) that waits for the next time, on a thread of the container, for containers
 * that neither run beans in a resource adapter nor give it a timer. Each adapter has a work of its own.
 *
 * <pre>
 *     OFFERED ──scheduleWork returns──▶ ACCEPTED ──release of the driver, or of the work by the container──▶ OVER
 *        └──rejected──▶ OVER               └──rejected late, or its thread ends──▶ OVER, and the driver is lost
 * </pre>
 *
 * <p>A work that is OVER ends at once if it runs. Whoever moves it to OVER, once, does what follows.
 */
final class WorkDriver implements MaintenanceDriver {

    /** For how long the container may look for a thread before it rejects the work. */
    private static final long START_TIMEOUT_MILLIS = 60_000;

    private final Supplier<WorkManager> managers;
    private final Lost lost;
    // Guarded by this.
    private final Map<Maintenance, Loop> loops = new HashMap<>();

    /** Is told of a driver that the container has ended. */
    interface Lost {

        /** @param cause null if the container asked for it */
        void lost(Maintenance maintenance, MaintenanceDriver driver, Throwable cause);
    }

    /**
     * @param managers provides the container's work manager; asked only when it is needed
     * @param lost     called on the container's threads
     */
    WorkDriver(Supplier<WorkManager> managers, Lost lost) {
        this.managers = managers;
        this.lost = lost;
    }

    @Override
    public String name() {
        return "a work of the server";
    }

    @Override
    public void drive(Maintenance maintenance) {
        WorkManager manager = managers.get();
        if (manager == null) {
            throw new IllegalStateException("The container gives no work manager");
        }
        Loop loop = new Loop(maintenance);
        try {
            manager.scheduleWork(loop, START_TIMEOUT_MILLIS, null, loop.rejections());
        } catch (WorkException e) {
            loop.end(State.OFFERED);
            throw new IllegalStateException("The container does not accept a work", e);
        } catch (RuntimeException | Error e) {
            loop.end(State.OFFERED);
            throw e;
        }
        if (!loop.state.compareAndSet(State.OFFERED, State.ACCEPTED)) {
            throw new IllegalStateException("The container has rejected a work");
        }
        synchronized (this) {
            loops.put(maintenance, loop);
        }
    }

    @Override
    public void release(Maintenance maintenance) {
        Loop loop;
        synchronized (this) {
            loop = loops.remove(maintenance);
        }
        if (loop != null) {
            loop.end(State.ACCEPTED);
        }
    }

    private enum State { OFFERED, ACCEPTED, OVER }

    /** The work of one adapter. */
    private final class Loop implements Work {

        private final Maintenance maintenance;
        private final AtomicReference<State> state = new AtomicReference<>(State.OFFERED);
        private final CountDownLatch over = new CountDownLatch(1);

        Loop(Maintenance maintenance) {
            this.maintenance = maintenance;
        }

        @Override
        public void run() {
            try {
                loop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lostBy(e);
            } catch (RuntimeException | Error e) {
                lostBy(e);
                throw e;
            }
        }

        /** Returns when the work is over. */
        private void loop() throws InterruptedException {
            long evictionInterval = maintenance.evictionInterval().toNanos();
            long validationInterval = maintenance.validationInterval().toNanos();
            long eviction = System.nanoTime() + evictionInterval;
            long validation = System.nanoTime() + validationInterval;
            while (!over.await(Math.min(eviction - System.nanoTime(), validation - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                // The next time counts from now, so that a process that stood still does not catch up.
                long now = System.nanoTime();
                if (now - eviction >= 0) {
                    eviction = now + evictionInterval;
                    maintenance.evict();
                }
                if (now - validation >= 0) {
                    validation = now + validationInterval;
                    maintenance.validate();
                }
            }
        }

        /** The container asks the work to end, as it does before it stops the adapter. */
        @Override
        public void release() {
            lostBy(null);
        }

        WorkAdapter rejections() {
            return new WorkAdapter() {

                @Override
                public void workRejected(WorkEvent event) {
                    Throwable cause = event.getException();
                    lostBy(cause == null ? new IllegalStateException("The container has rejected the work") : cause);
                }
            };
        }

        /** If the work was not accepted yet, {@code drive} sees it. In this order: the state only goes on. */
        private void lostBy(Throwable cause) {
            if (!end(State.OFFERED) && end(State.ACCEPTED)) {
                lost.lost(maintenance, WorkDriver.this, cause);
            }
        }

        /** Moves it from this state to OVER; false if it was in another one. */
        private boolean end(State from) {
            if (!state.compareAndSet(from, State.OVER)) {
                return false;
            }
            over.countDown();
            return true;
        }
    }
}
