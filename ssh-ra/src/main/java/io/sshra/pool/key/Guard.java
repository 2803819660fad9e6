package io.sshra.pool.key;

import io.sshra.SshApproval;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPolicyException;
import io.sshra.events.ApprovalEvent;
import io.sshra.events.PolicyEvent;
import io.sshra.policy.Approvals;
import io.sshra.policy.Level;
import io.sshra.policy.Use;
import io.sshra.policy.Wish;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.OpenChannels;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.RemoteChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks the rules of a slot's level before a channel opens, and another person if they say so; records what they say. Thread-safe. */
final class Guard {

    private final Slot slot;
    private final SharedResources shared;

    Guard(Slot slot, SharedResources shared) {
        this.slot = slot;
        this.shared = shared;
    }

    Permit permitFiles(OpenChannels channels) throws SshException {
        return permit(Use.of(Use.Kind.FILES, null, "SFTP"), channels);
    }

    Permit permit(Forwarding forwarding, OpenChannels channels) throws SshException {
        return permit(Use.of(switch (forwarding.kind()) {
            case LOCAL -> Use.Kind.FORWARD_LOCAL;
            case REMOTE -> Use.Kind.FORWARD_REMOTE;
            case DYNAMIC -> Use.Kind.FORWARD_DYNAMIC;
        }, place(forwarding.to()), "the forwarding " + forwarding), channels);
    }

    /** For a stream. */
    Permit permit(Location destination, OpenChannels channels) throws SshException {
        return permit(Use.of(Use.Kind.STREAM, place(destination), "a stream to " + destination), channels);
    }

    private static Use.Place place(Location location) {
        return location == null ? null : new Use.Place(location.host(), location.port(), location.socket());
    }

    /**
     * Asks for one use. Waits for the decision of another person if the level says so, and no longer than the handle is open.
     *
     * @param channels of the handle
     * @throws SshPolicyException if the rules do not allow it, if it is one too many within a minute, or if it is not approved
     */
    Permit permit(Use use, OpenChannels channels) throws SshException {
        Level level = slot.profile().level();
        if (level == null) {
            return Permit.FREE;
        }
        Level.Decision decision = level.decide(use);
        PolicyEvent event = new PolicyEvent(level.name(), use.kind().word(), decision.rule(), null);
        return slot.events().recorded(event, () -> {
            if (!decision.allowed()) {
                throw refused(SshErrorCode.POLICY_REFUSED, level, decision.rule(), null, "does not allow " + use + ": " + decision.why());
            }
            Approvals.Request approval = decision.asks() ? approval(level, decision.rule(), use, event, channels) : null;
            if (!shared.rates().take(slot.key().definition(), level.name(), slot.key().session().user(), level.limits().perMinute(),
                    shared.clock().nanos())) {
                notUsed(approval);
                throw refused(SshErrorCode.POLICY_RATE, level, decision.rule(), null, "allows a user " + level.limits().perMinute()
                        + " channels a minute");
            }
            event.succeeded();
            slot.events().record(event);
            return new Permit(level.limits().duration(), level.limits().output(), decision.byPath() ? new LevelFiles(level, slot.events()) : null, approval);
        });
    }

    private SshPolicyException refused(SshErrorCode code, Level level, String rule, String approval, String what) {
        return new SshPolicyException(code, level.name(), rule, approval, slot + ": level " + level.name() + " " + what);
    }

    // ---- approvals ----

    /** The approval of this use, which it takes. */
    private Approvals.Request approval(Level level, String rule, Use use, PolicyEvent event, OpenChannels channels) throws SshException {
        ConnectionKey key = slot.key();
        Wish wish = new Wish(new Wish.Asker(key.session(), key.definition(), key.session().user(), key.session().session(), key.profile(),
                slot.target().toString(), key.session().kind() + " " + key.revision()), level, rule, use);
        Approvals.Answer answer = ask(wish, event);
        Duration wait = level.asking().patience();
        if (answer.state() == SshApproval.State.PENDING && !wait.isZero()) {
            await(answer.request(), wait, channels);
            slot.checkAlive();
            if (channels.isClosed()) {
                throw channels.handleClosed();
            }
            answer = ask(wish, event);
        }
        return switch (answer.state()) {
            case APPROVED -> answer.request();
            case DENIED -> throw refused(SshErrorCode.APPROVAL_DENIED, level, rule, answer.request().id(), "asks for an approval of " + use + ", which "
                    + answer.decidedBy() + " has denied" + (answer.reason() == null ? "" : ": " + answer.reason()));
            default -> throw refused(SshErrorCode.APPROVAL_PENDING, level, rule, answer.request().id(), "asks for an approval of " + use
                    + ", and nobody has decided the request " + answer.request().id());
        };
    }

    private Approvals.Answer ask(Wish wish, PolicyEvent event) throws SshException {
        Approvals.Answer answer = shared.approvals().ask(wish);
        event.needs(answer.request().id());
        if (answer.isNew()) {
            ApprovalEvent asked = new ApprovalEvent(wish.level().name(), wish.use().kind().word(), wish.rule(), answer.request().id());
            slot.events().start(asked);
            asked.succeeded();
            slot.events().record(asked);
        }
        return answer;
    }

    private void await(Approvals.Request request, Duration wait, OpenChannels channels) throws SshException {
        CompletableFuture<Void> decision = shared.approvals().decision(request);
        RemoteChannel waiting = () -> decision.complete(null);
        channels.add(waiting);
        try {
            shared.approvals().await(request, decision, wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while waiting for an approval on " + slot, e);
        } finally {
            channels.remove(waiting);
        }
    }

    /** Certainly nothing ran: an approval counts again. */
    void notUsed(Approvals.Request approval) {
        if (approval != null) {
            shared.approvals().giveBack(approval);
        }
    }
}
