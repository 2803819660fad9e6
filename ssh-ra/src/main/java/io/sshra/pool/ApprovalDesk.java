package io.sshra.pool;

import io.sshra.SshApproval;
import io.sshra.SshPolicyException;
import io.sshra.events.ApprovalEvent;
import io.sshra.events.EventRecorder;
import io.sshra.policy.Approvals;
import io.sshra.policy.Wish;
import io.sshra.pool.key.SharedResources;
import java.time.Duration;
import java.util.List;

/** Where requests for approvals are decided, with a record of each decision. Thread-safe. */
public final class ApprovalDesk {

    private final SharedResources shared;

    ApprovalDesk(SharedResources shared) {
        this.shared = shared;
    }

    private Approvals approvals() {
        return shared.approvals();
    }

    /** See {@link io.sshra.SshApprovals#pending}. */
    public List<SshApproval> pending() {
        return approvals().pending();
    }

    /** See {@link io.sshra.SshApprovals#find}. */
    public SshApproval find(String id) {
        return approvals().find(id);
    }

    /** See {@link io.sshra.SshApprovals#await}. */
    public SshApproval await(String id, Duration limit) throws InterruptedException {
        approvals().await(id, limit);
        return approvals().find(id);
    }

    /** See {@link Approvals#decide}. */
    public void decide(String id, boolean approved, String approver, String reason) throws SshPolicyException {
        Approvals.Request request = approvals().decide(id, approved, approver, reason);
        Wish.Asker asker = request.asker();
        ApprovalEvent event = new ApprovalEvent(request.level().name(), request.what().kind(), request.rule(), id, approved ? "approved" : "denied",
                approver, reason);
        EventRecorder recorder = shared.events(asker.definition());
        recorder.start(event);
        event.succeeded();
        recorder.count(event);
        if (recorder.isWatched(event)) {
            event.about(asker.user(), asker.session(), asker.profile(), asker.target());
            recorder.record(event);
        }
    }
}
