package io.sshra.fake;

import io.sshra.SshCluster;
import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshSessionEnd;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A {@link FakeSsh} is in no cluster. */
record FakeCluster(Map<FakeSlot.Key, FakeSlot> slots, FakeSessions sessions) implements SshCluster {

    @Override
    public String node() {
        return "";
    }

    @Override
    public List<String> nodes() {
        return List.of("");
    }

    @Override
    public SshClusterConnections connections() {
        return SshClusterConnections.of(slots.values().stream().map(FakeSlot::snapshot).sorted(Comparator.comparing(SshConnectionInfo::number)).toList(),
                List.of());
    }

    @Override
    public boolean closeConnection(String node, long number) {
        if (!"".equals(node)) {
            throw new IllegalArgumentException("there is no such node: give one of nodes()");
        }
        return slots.values().stream().filter(slot -> slot.snapshot().alive() && slot.snapshot().number() == number).findFirst()
                .map(slot -> sessions.end(slot, SshErrorCode.CONNECTION_RELEASED)).orElse(false);
    }

    @Override
    public SshSessionEnd endSession(String user, String session) {
        return SshSessionEnd.of(sessions.closeSession(user, session), 0, List.of());
    }
}
