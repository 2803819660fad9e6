package io.sshra.fake;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import java.time.Duration;
import java.time.Instant;

/**
 * What one session has for one profile: a connection that several handles share. Usable, with or without a connection, until it ends
 * once: by the end of the session or by a release. Its monitor guards that. What is open on a connection ends outside the monitor.
 */
final class FakeSlot {

    /** Whose it is. */
    record Key(String user, String session, String profile) {
    }

    final Key key;
    final FakeMachine machine;
    private final SshTarget target;
    /** Null if it is not connected. */
    private FakeConnection connection;
    private FakeConnection last;
    /** Null while it is usable. */
    private SshErrorCode end;

    FakeSlot(Key key, FakeMachine machine, SshTarget target) {
        this.key = key;
        this.machine = machine;
        this.target = target;
    }

    boolean forwardingAllowed() {
        return target == null || target.allowForwarding();
    }

    /** Connects if it is not connected. */
    synchronized FakeConnection connection() throws SshException {
        checkUsable();
        if (connection == null) {
            connection = machine.connect();
            last = connection;
        }
        connection.active();
        return connection;
    }

    private void checkUsable() throws SshException {
        if (end != null) {
            String what = end == SshErrorCode.SESSION_ENDED ? "the session of " + key + " has ended" : "the connection of " + key + " was released";
            throw new SshConnectionClosedException(end, what);
        }
    }

    /** The connection that it has now breaks. */
    void lose() {
        FakeConnection lost;
        synchronized (this) {
            lost = connection;
        }
        if (lost != null) {
            lose(lost);
        }
    }

    /** This connection breaks. */
    void lose(FakeConnection lost) {
        synchronized (this) {
            if (connection == lost) {
                connection = null;
            }
        }
        lost.lose();
    }

    /**
     * Ends it.
     *
     * @return whether it was connected
     */
    boolean end(SshErrorCode why) {
        boolean connected;
        synchronized (this) {
            end = why;
            connected = connection != null;
        }
        lose();
        return connected;
    }

    synchronized boolean wasNeverConnected() {
        return last == null;
    }

    synchronized boolean isConnected() {
        return connection != null;
    }

    /** @return whether there is a connection */
    synchronized boolean recordActivity() {
        if (connection != null) {
            connection.active();
        }
        return connection != null;
    }

    synchronized SshConnectionInfo info() throws SshException {
        checkUsable();
        return snapshot();
    }

    /** The state, also after the end. */
    synchronized SshConnectionInfo snapshot() {
        boolean alive = connection != null;
        SshConnectionInfo.Builder info = SshConnectionInfo.builder().profile(key.profile()).userId(key.user()).sessionId(key.session())
                .host(target == null ? machine.name() : target.host()).port(target == null ? SshTarget.DEFAULT_PORT : target.port())
                .username(target == null ? "fake" : target.username()).privilegeLevel(target == null ? null : target.privilegeLevel())
                .relayMode(target != null && target.jump() != null).alive(alive);
        if (last != null) {
            info.lastActivity(last.lastActivity()).commandCount(last.commands());
        }
        if (alive) {
            int channels = connection.openChannels();
            info.connectedAt(connection.connectedAt).number(connection.number).openChannels(channels).serverVersion("SSH-2.0-fake")
                    .keyExchange("fake").cipher("fake").hostKeyFingerprint("SHA256:fake")
                    .idleSeconds(channels > 0 ? 0 : Duration.between(connection.lastActivity(), Instant.now()).toSeconds());
        }
        return info.build();
    }
}
