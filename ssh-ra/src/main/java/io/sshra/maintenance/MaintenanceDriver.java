package io.sshra.maintenance;

/** A timer that calls {@link Maintenance#evict()} and {@link Maintenance#validate()} in their intervals. */
public interface MaintenanceDriver {

    /** For people. */
    String name();

    /** Begins to drive. */
    void drive(Maintenance maintenance);

    /** Ends to drive; does nothing if it does not drive it. */
    void release(Maintenance maintenance);
}
