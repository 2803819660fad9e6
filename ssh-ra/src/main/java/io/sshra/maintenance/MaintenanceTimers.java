package io.sshra.maintenance;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.NoSuchObjectLocalException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Drives the maintenance of all adapters of this archive by non-persistent EJB timers. A time-out only hands the work over
 * and never throws: the container would run it again, and would skip one that overlaps.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MaintenanceTimers implements MaintenanceDriver {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Runnable> work = new ConcurrentHashMap<>();
    private final Map<Maintenance, List<Made>> running = new ConcurrentHashMap<>();

    @Resource
    TimerService timers;

    @PostConstruct
    void started() {
        MaintenanceDrivers.INSTANCE.beanStarted(this);
    }

    @PreDestroy
    void stopping() {
        MaintenanceDrivers.INSTANCE.beanStopped(this);
    }

    @Override
    public String name() {
        return "EJB timers";
    }

    @Override
    public void drive(Maintenance maintenance) {
        List<Made> made = new ArrayList<>();
        running.put(maintenance, made);
        try {
            made.add(every(maintenance.evictionInterval(), maintenance::evict));
            made.add(every(maintenance.validationInterval(), maintenance::validate));
        } catch (RuntimeException | Error e) {
            cancelAfter(e, maintenance);
            throw e;
        }
    }

    private Made every(Duration interval, Runnable task) {
        Long number = numbers.incrementAndGet();
        work.put(number, task);
        try {
            return new Made(number, timers.createIntervalTimer(interval.toMillis(), interval.toMillis(), new TimerConfig(number, false)));
        } catch (RuntimeException | Error e) {
            work.remove(number);
            throw e;
        }
    }

    private void cancelAfter(Throwable cause, Maintenance maintenance) {
        try {
            release(maintenance);
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void release(Maintenance maintenance) {
        List<Made> made = running.remove(maintenance);
        if (made == null) {
            return;
        }
        made.forEach(timer -> work.remove(timer.number()));
        RuntimeException failure = null;
        for (Made timer : made) {
            try {
                timer.timer().cancel();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Timeout
    void timeout(Timer timer) {
        Runnable task;
        try {
            task = work.get((Long) timer.getInfo());
        } catch (NoSuchObjectLocalException e) {
            // It was cancelled while it fired.
            return;
        }
        if (task != null) {
            task.run();
        }
    }

    /** A timer and the number of its work, which a cancelled timer does not return any more. */
    private record Made(Long number, Timer timer) {
    }
}
