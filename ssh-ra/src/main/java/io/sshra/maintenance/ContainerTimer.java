package io.sshra.maintenance;

import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/** Drives maintenance by a timer that the container gives to the adapter, for containers that run no beans in a resource adapter. */
public final class ContainerTimer implements MaintenanceDriver {

    private final Supplier<Timer> timers;
    private Timer timer;

    /** @param timers makes a timer of the container; asked only when it is needed */
    public ContainerTimer(Supplier<Timer> timers) {
        this.timers = timers;
    }

    @Override
    public String name() {
        return "the adapter's own timer";
    }

    @Override
    public synchronized void drive(Maintenance maintenance) {
        Timer made = timers.get();
        if (made == null) {
            throw new IllegalStateException("The container gives no timer");
        }
        try {
            schedule(made, maintenance::evict, maintenance.evictionInterval().toMillis());
            schedule(made, maintenance::validate, maintenance.validationInterval().toMillis());
        } catch (RuntimeException | Error e) {
            made.cancel();
            throw e;
        }
        timer = made;
    }

    private static void schedule(Timer timer, Runnable work, long intervalMillis) {
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                work.run();
            }
        }, intervalMillis, intervalMillis);
    }

    @Override
    public synchronized void release(Maintenance maintenance) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
