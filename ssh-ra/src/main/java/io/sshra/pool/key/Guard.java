package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.events.PolicyEvent;
import io.sshra.policy.Level;
import io.sshra.policy.Use;

/** Asks the rules of a slot's level before a channel opens, and records what they say. Thread-safe. */
final class Guard {

    private final Slot slot;
    private final SharedResources shared;

    Guard(Slot slot, SharedResources shared) {
        this.slot = slot;
        this.shared = shared;
    }

    /**
     * Asks for one use.
     *
     * @throws SshPolicyException if the rules do not allow it, or it is one too many within a minute
     */
    Permit permit(Use use) throws SshException {
        Level level = slot.profile().level();
        if (level == null) {
            return Permit.FREE;
        }
        Level.Decision decision = level.decide(use);
        PolicyEvent event = new PolicyEvent(level.name(), use.kind().word(), decision.rule(), null);
        return slot.events().recorded(event, () -> {
            if (!decision.allowed()) {
                throw new SshPolicyException(SshErrorCode.POLICY_REFUSED, level.name(), decision.rule(), slot + ": level " + level.name()
                        + " does not allow " + use + ": " + decision.why());
            }
            if (!shared.rates().take(slot.key().definition(), level.name(), slot.key().session().user(), level.limits().perMinute(),
                    shared.clock().nanos())) {
                throw new SshPolicyException(SshErrorCode.POLICY_RATE, level.name(), decision.rule(), slot + ": level " + level.name()
                        + " allows a user " + level.limits().perMinute() + " channels a minute");
            }
            event.succeeded();
            slot.events().record(event);
            return new Permit(level.limits().duration(), level.limits().output(),
                    decision.byPath() ? new LevelFiles(level, slot.events()) : null);
        });
    }
}
