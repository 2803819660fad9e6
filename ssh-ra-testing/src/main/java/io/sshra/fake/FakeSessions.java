package io.sshra.fake;

import io.sshra.SshCluster;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionListener;
import io.sshra.SshErrorCode;
import io.sshra.SshListenerRegistration;
import io.sshra.SshNames;
import io.sshra.SshSessions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The sessions of a {@link FakeSsh}. */
final class FakeSessions implements SshSessions {

    private final Map<FakeSlot.Key, FakeSlot> slots;
    private final FakeListeners listeners;
    private final FakeApprovals approvals;

    FakeSessions(Map<FakeSlot.Key, FakeSlot> slots, FakeListeners listeners, FakeApprovals approvals) {
        this.approvals = approvals;
        this.slots = slots;
        this.listeners = listeners;
    }

    private List<FakeSlot> of(String user, String session) {
        SshNames.user(user);
        SshNames.session(session);
        return slots.values().stream().filter(slot -> slot.key.user().equals(user) && slot.key.session().equals(session)).toList();
    }

    private FakeSlot of(String user, String session, String profile) {
        return slots.get(new FakeSlot.Key(SshNames.user(user), SshNames.session(session), SshNames.profile(profile)));
    }

    @Override
    public List<SshConnectionInfo> connections(String user, String session) {
        return of(user, session).stream().map(FakeSlot::snapshot).toList();
    }

    @Override
    public boolean release(String user, String session, String profile) {
        FakeSlot slot = of(user, session, profile);
        return slot != null && end(slot, SshErrorCode.CONNECTION_RELEASED);
    }

    @Override
    public int closeSession(String user, String session) {
        int closed = (int) of(user, session).stream().filter(slot -> end(slot, SshErrorCode.SESSION_ENDED)).count();
        approvals.sessionEnded(user, session);
        return closed;
    }

    boolean end(FakeSlot slot, SshErrorCode why) {
        slots.remove(slot.key, slot);
        return slot.end(why);
    }

    @Override
    public boolean recordActivity(String user, String session, String profile) {
        FakeSlot slot = of(user, session, profile);
        return slot != null && slot.recordActivity();
    }

    @Override
    public int totalConnections() {
        return (int) slots.values().stream().filter(FakeSlot::isConnected).count();
    }

    @Override
    public SshCluster cluster() {
        return new FakeCluster(slots, this);
    }

    @Override
    public SshListenerRegistration addListener(Executor executor, SshConnectionListener listener) {
        return listeners.add(executor, listener);
    }
}
