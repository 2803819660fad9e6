package io.sshra.maintenance;

/** A timer that calls {@link Maintenance#evict()} and {@link Maintenance#validate()} in their intervals. */
public interface MaintenanceDriver {

    /** As text for people. */
    String name();

    /** Starts to drive it. Leaves no timer behind if it throws. */
    void drive(Maintenance maintenance);

    /** Stops driving it: a no-op if it does not drive it. It does not drive it any more even if it throws. */
    void release(Maintenance maintenance);
}
