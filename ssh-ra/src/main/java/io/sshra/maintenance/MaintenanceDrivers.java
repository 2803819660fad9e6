package io.sshra.maintenance;

import io.sshra.log.AdapterLog;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings adapters and EJB timers together, whichever starts first. A container may start the bean before or after the adapter,
 * run several adapters of one archive, or run no beans in it at all. Each adapter is driven by one timer at a time: by the bean
 * while there is one that works, by its own timer otherwise.
 *
 * <p>An adapter is DRIVEN by a driver, or UNDRIVEN if all of them failed. A hand-over releases the old driver, then tries the bean
 * and then the adapter's own timer; a failure of one adapter does not affect the others.
 */
public final class MaintenanceDrivers {

    /** The instance of this archive's class loader. */
    public static final MaintenanceDrivers INSTANCE = new MaintenanceDrivers();

    // Guarded by this.
    private final Map<Maintenance, MaintenanceDriver> fallbacks = new LinkedHashMap<>();
    private final Map<Maintenance, MaintenanceDriver> driving = new LinkedHashMap<>();
    private MaintenanceDriver bean;

    MaintenanceDrivers() {
    }

    /**
     * An adapter has started. The bean drives it, or {@code fallback} while there is no bean or the bean fails.
     *
     * @return how many adapters run now
     * @throws RuntimeException if neither can drive it; nothing is left of it then
     */
    public synchronized int adapterStarted(Maintenance maintenance, MaintenanceDriver fallback) {
        drive(maintenance, fallback);
        fallbacks.put(maintenance, fallback);
        return fallbacks.size();
    }

    /** An adapter stops: nothing drives it from now on. */
    public synchronized void adapterStopped(Maintenance maintenance) {
        fallbacks.remove(maintenance);
        release(maintenance);
    }

    /** The bean with the EJB timers has started: it takes over. */
    public synchronized void beanStarted(MaintenanceDriver started) {
        bean = started;
        fallbacks.forEach(this::handOver);
    }

    /** The bean stops: the adapters that still run drive themselves. */
    public synchronized void beanStopped(MaintenanceDriver stopped) {
        if (bean == stopped) {
            bean = null;
            fallbacks.forEach(this::handOver);
        }
    }

    /** A failure is one adapter's: the others are handed over all the same. */
    private void handOver(Maintenance maintenance, MaintenanceDriver fallback) {
        if (bean == null && driving.get(maintenance) == fallback) {
            return;
        }
        release(maintenance);
        try {
            drive(maintenance, fallback);
            AdapterLog.LOG.driverChanged(maintenance.driver());
        } catch (RuntimeException | Error e) {
            AdapterLog.LOG.driverFailed(fallback.name(), e);
        }
    }

    private void drive(Maintenance maintenance, MaintenanceDriver fallback) {
        if (bean != null) {
            try {
                driveBy(bean, maintenance);
                return;
            } catch (RuntimeException | Error e) {
                AdapterLog.LOG.driverFailed(bean.name(), e);
            }
        }
        driveBy(fallback, maintenance);
    }

    private void driveBy(MaintenanceDriver driver, Maintenance maintenance) {
        driver.drive(maintenance);
        driving.put(maintenance, driver);
        maintenance.driver(driver.name());
    }

    private void release(Maintenance maintenance) {
        MaintenanceDriver driver = driving.remove(maintenance);
        if (driver == null) {
            return;
        }
        maintenance.driver(Maintenance.NO_DRIVER);
        try {
            driver.release(maintenance);
        } catch (RuntimeException | Error e) {
            AdapterLog.LOG.driverNotReleased(driver.name(), e);
        }
    }
}
