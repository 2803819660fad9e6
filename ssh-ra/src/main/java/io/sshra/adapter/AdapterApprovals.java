package io.sshra.adapter;

import io.sshra.SshApproval;
import io.sshra.SshApprovals;
import io.sshra.SshException;
import io.sshra.SshNames;
import io.sshra.SshText;
import io.sshra.pool.ApprovalDesk;
import java.time.Duration;
import java.util.List;

/** The application's view of the requests for approvals. */
record AdapterApprovals(ApprovalDesk desk) implements SshApprovals {

    @Override
    public List<SshApproval> pending() {
        return desk.pending();
    }

    @Override
    public SshApproval find(String id) {
        return desk.find(id);
    }

    @Override
    public void approve(String id, String approver, String reason) throws SshException {
        decide(id, true, approver, reason);
    }

    @Override
    public void deny(String id, String approver, String reason) throws SshException {
        decide(id, false, approver, reason);
    }

    private void decide(String id, boolean approved, String approver, String reason) throws SshException {
        if (reason != null && (reason.length() > SshNames.MAX_LENGTH || !SshText.visible(reason).equals(reason))) {
            throw new IllegalArgumentException("the reason has control characters or more than " + SshNames.MAX_LENGTH + " characters: give a short line");
        }
        desk.decide(id, approved, approver == null ? Caller.name() : SshNames.user(approver), reason);
    }

    @Override
    public SshApproval await(String id, Duration limit) throws InterruptedException {
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("the limit is null or negative: give a time");
        }
        return desk.await(id, limit);
    }
}
