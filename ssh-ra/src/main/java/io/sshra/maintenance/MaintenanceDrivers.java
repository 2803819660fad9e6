package io.sshra.maintenance;

import io.sshra.log.AdapterLog;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where adapters and EJB timers find each other, whichever comes first: a container may start the bean before the adapter
 * or after it, run several adapters from one archive, or run no beans in it at all. Each adapter is driven by one timer at
 * a time: the bean's while there is one, its own otherwise.
 */
public final class MaintenanceDrivers {

    /** The one of this archive's class loader. */
    public static final MaintenanceDrivers INSTANCE = new MaintenanceDrivers();

    // Guarded by this.
    private final Map<Maintenance, MaintenanceDriver> fallbacks = new LinkedHashMap<>();
    private final Map<Maintenance, MaintenanceDriver> driving = new LinkedHashMap<>();
    private MaintenanceDriver bean;

    MaintenanceDrivers() {
    }

    /**
     * An adapter has started; {@code fallback} drives it while there is no bean.
     *
     * @return how many run now
     */
    public synchronized int adapterStarted(Maintenance maintenance, MaintenanceDriver fallback) {
        fallbacks.put(maintenance, fallback);
        drive(maintenance, bean == null ? fallback : bean);
        return fallbacks.size();
    }

    /** An adapter stops: nothing drives it any more. */
    public synchronized void adapterStopped(Maintenance maintenance) {
        fallbacks.remove(maintenance);
        MaintenanceDriver driver = driving.remove(maintenance);
        if (driver != null) {
            driver.release(maintenance);
        }
    }

    /** The bean with the EJB timers has started: it takes over. */
    public synchronized void beanStarted(MaintenanceDriver started) {
        bean = started;
        fallbacks.keySet().forEach(maintenance -> handOver(maintenance, started));
    }

    /** The bean stops: the adapters that still run go on by themselves. */
    public synchronized void beanStopped(MaintenanceDriver stopped) {
        if (bean == stopped) {
            bean = null;
            fallbacks.forEach(this::handOver);
        }
    }

    private void handOver(Maintenance maintenance, MaintenanceDriver to) {
        driving.get(maintenance).release(maintenance);
        drive(maintenance, to);
        AdapterLog.LOG.driverChanged(to.name());
    }

    private void drive(Maintenance maintenance, MaintenanceDriver driver) {
        driving.put(maintenance, driver);
        maintenance.driver(driver.name());
        driver.drive(maintenance);
    }
}
