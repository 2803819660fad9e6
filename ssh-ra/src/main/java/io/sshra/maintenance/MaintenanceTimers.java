package io.sshra.maintenance;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
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
 * Drives the maintenance of all adapters of this archive by non-persistent EJB timers. A time-out only hands the work over:
 * the container would run a throwing one again and skip an overlapping one.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MaintenanceTimers implements MaintenanceDriver {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Runnable> work = new ConcurrentHashMap<>();
    private final Map<Maintenance, List<Timer>> running = new ConcurrentHashMap<>();

    @Resource
    private TimerService timers;

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
        List<Timer> made = new ArrayList<>();
        made.add(every(maintenance.evictionInterval(), maintenance::evict));
        made.add(every(maintenance.validationInterval(), maintenance::validate));
        running.put(maintenance, made);
    }

    private Timer every(Duration interval, Runnable task) {
        Long number = numbers.incrementAndGet();
        work.put(number, task);
        return timers.createIntervalTimer(interval.toMillis(), interval.toMillis(), new TimerConfig(number, false));
    }

    @Override
    public void release(Maintenance maintenance) {
        List<Timer> made = running.remove(maintenance);
        if (made != null) {
            for (Timer timer : made) {
                work.remove((Long) timer.getInfo());
                timer.cancel();
            }
        }
    }

    @Timeout
    void timeout(Timer timer) {
        Runnable task = work.get((Long) timer.getInfo());
        if (task != null) {
            task.run();
        }
    }
}
