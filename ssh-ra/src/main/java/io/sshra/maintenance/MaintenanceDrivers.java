package io.sshra.maintenance;

import io.sshra.log.AdapterLog;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings adapters and EJB timers together, whichever starts first. A container may start the bean before or after the adapter,
 * run several adapters of one archive, or run no beans in it at all. Each adapter is driven by one driver at a time: by the bean
 * while there is one that works, otherwise by the first of its own drivers that works.
 *
 * <p>An adapter is DRIVEN by a driver, or UNDRIVEN if all of them failed, which is an error in the log. It does not start UNDRIVEN. A
 * hand-over releases the old driver, then tries the bean and then the adapter's own drivers; a failure of one adapter does not affect the
 * others.
 *
 * <pre>
 *     start ──▶ DRIVEN ──the bean starts or stops, the driver is lost: the next one that works──▶ DRIVEN
 *                 └──none works──▶ UNDRIVEN ──the bean starts──▶ DRIVEN
 * </pre>
 */
public final class MaintenanceDrivers {

    private static final String UNDRIVEN = "Nothing drives maintenance";

    /** The instance of this archive's class loader. */
    public static final MaintenanceDrivers INSTANCE = new MaintenanceDrivers();

    // Guarded by this.
    /** Each adapter's own drivers, in the order in which they are tried. */
    private final Map<Maintenance, List<MaintenanceDriver>> adapters = new LinkedHashMap<>();
    private final Map<Maintenance, MaintenanceDriver> driving = new LinkedHashMap<>();
    private MaintenanceDriver bean;

    MaintenanceDrivers() {
    }

    /**
     * An adapter has started. The bean drives it, or the first of its own drivers that works while there is no bean or the bean fails.
     *
     * @return how many adapters run now
     * @throws RuntimeException if none can drive it; nothing is left of it then
     */
    public synchronized int adapterStarted(Maintenance maintenance, MaintenanceDriver... own) {
        drive(maintenance, List.of(own));
        adapters.put(maintenance, List.of(own));
        return adapters.size();
    }

    /** An adapter stops: nothing drives it from now on. */
    public synchronized void adapterStopped(Maintenance maintenance) {
        adapters.remove(maintenance);
        release(maintenance);
    }

    /** The bean with the EJB timers has started: it takes over. */
    public synchronized void beanStarted(MaintenanceDriver started) {
        bean = started;
        adapters.forEach(this::handOver);
    }

    /** The bean stops: the adapters that still run drive themselves. */
    public synchronized void beanStopped(MaintenanceDriver stopped) {
        if (bean == stopped) {
            bean = null;
            adapters.forEach(this::handOver);
        }
    }

    /**
     * The container has ended what a driver works with. The drivers after it take over. A no-op if it does not drive the adapter any more.
     *
     * @param cause null if the container has asked the driver to end, as it does before it stops the adapter
     */
    public synchronized void lost(Maintenance maintenance, MaintenanceDriver driver, Throwable cause) {
        if (driving.get(maintenance) != driver) {
            return;
        }
        release(maintenance);
        if (cause == null) {
            AdapterLog.LOG.driverChanged(maintenance.driver());
            return;
        }
        AdapterLog.LOG.driverFailed(driver.name(), cause);
        List<MaintenanceDriver> own = adapters.get(maintenance);
        takeOver(maintenance, own.subList(own.indexOf(driver) + 1, own.size()));
    }

    /** A failure is one adapter's: the others are handed over all the same. */
    private void handOver(Maintenance maintenance, List<MaintenanceDriver> own) {
        if (bean == null && own.contains(driving.get(maintenance))) {
            return;
        }
        release(maintenance);
        takeOver(maintenance, own);
    }

    private void takeOver(Maintenance maintenance, List<MaintenanceDriver> own) {
        try {
            drive(maintenance, own);
            AdapterLog.LOG.driverChanged(maintenance.driver());
        } catch (IllegalStateException e) {
            // The log has the failures.
        }
    }

    /** @throws IllegalStateException with the failures, if none can drive it; the log has them */
    private void drive(Maintenance maintenance, List<MaintenanceDriver> own) {
        if (bean != null) {
            try {
                driveBy(bean, maintenance);
                return;
            } catch (RuntimeException | Error e) {
                AdapterLog.LOG.driverFailed(bean.name(), e);
            }
        }
        IllegalStateException failure = null;
        for (Iterator<MaintenanceDriver> drivers = own.iterator(); drivers.hasNext();) {
            MaintenanceDriver driver = drivers.next();
            try {
                driveBy(driver, maintenance);
                return;
            } catch (RuntimeException | Error e) {
                failure = after(failure, e);
                report(driver, e, drivers.hasNext());
            }
        }
        AdapterLog.LOG.undriven();
        throw failure == null ? new IllegalStateException(UNDRIVEN) : failure;
    }

    private static IllegalStateException after(IllegalStateException first, Throwable next) {
        if (first == null) {
            return new IllegalStateException(UNDRIVEN, next);
        }
        first.addSuppressed(next);
        return first;
    }

    private static void report(MaintenanceDriver driver, Throwable failure, boolean thereIsAnother) {
        if (thereIsAnother) {
            AdapterLog.LOG.driverUnavailable(driver.name(), String.valueOf(failure));
        } else {
            AdapterLog.LOG.driverFailed(driver.name(), failure);
        }
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
