package io.sshra.fake;

import io.sshra.SshCloseReason;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProxy;
import io.sshra.SshTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
    private final FakeListeners listeners;
    private final Set<FakeHandle> handles = ConcurrentHashMap.newKeySet();
    /** Null if it is not connected. */
    private FakeConnection connection;
    private FakeConnection last;
    /** Null while it is usable. */
    private SshErrorCode end;

    /** @param listeners are told when connections open and end */
    FakeSlot(Key key, FakeMachine machine, SshTarget target, FakeListeners listeners) {
        this.key = key;
        this.machine = machine;
        this.target = target;
        this.listeners = listeners;
    }

    boolean forwardingAllowed() {
        return target == null || target.allowForwarding();
    }

    void taken(FakeHandle handle) {
        handles.add(handle);
    }

    void closed(FakeHandle handle) {
        handles.remove(handle);
    }

    /** Connects if it is not connected. */
    FakeConnection connection() throws SshException {
        FakeConnection now;
        SshConnectionInfo opened = null;
        boolean again;
        synchronized (this) {
            checkUsable();
            again = last != null;
            if (connection == null) {
                connection = machine.connect();
                last = connection;
                opened = snapshot();
            }
            now = connection;
        }
        if (opened != null) {
            listeners.opened(opened, again);
        }
        now.active();
        return now;
    }

    private void checkUsable() throws SshException {
        if (end != null) {
            String what = end == SshErrorCode.SESSION_ENDED ? "the session of " + key + " has ended" : "the connection of " + key + " was released";
            throw new SshConnectionClosedException(end, what);
        }
    }

    /** The connection that it has now breaks. */
    void lose() {
        end(currentConnection(), SshCloseReason.CONNECTION_LOST);
    }

    /** This connection breaks. */
    void lose(FakeConnection lost) {
        end(lost, SshCloseReason.CONNECTION_LOST);
    }

    private synchronized FakeConnection currentConnection() {
        return connection;
    }

    /** @param ending null for none */
    private void end(FakeConnection ending, SshCloseReason why) {
        SshConnectionInfo ended = null;
        synchronized (this) {
            if (connection != null && connection == ending) {
                ended = snapshot().toBuilder().alive(false).build();
                connection = null;
            }
        }
        if (ending != null) {
            ending.lose();
        }
        if (ended != null) {
            listeners.ended(ended, why);
        }
    }

    /**
     * Ends it.
     *
     * @return whether it was connected
     */
    boolean end(SshErrorCode why) {
        FakeConnection ending;
        synchronized (this) {
            end = why;
            ending = connection;
        }
        end(ending, why == SshErrorCode.SESSION_ENDED ? SshCloseReason.SESSION_END : SshCloseReason.EXPLICIT_CLOSE);
        return ending != null;
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

    /** As the adapter shows it; null if there is none. */
    private static String proxy(SshTarget target) {
        SshTarget first = target;
        while (first != null && first.jump() != null) {
            first = first.jump();
        }
        SshProxy proxy = first == null ? null : first.proxy();
        if (proxy == null) {
            return null;
        }
        String host = proxy.host().toLowerCase(Locale.ROOT);
        return proxy.kind().name().toLowerCase(Locale.ROOT) + "://" + (proxy.username() == null ? "" : proxy.username() + "@")
                + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + proxy.port();
    }

    /** The state, also after the end. */
    synchronized SshConnectionInfo snapshot() {
        boolean alive = connection != null;
        SshConnectionInfo.Builder info = SshConnectionInfo.builder().profile(key.profile()).userId(key.user()).sessionId(key.session())
                .host(target == null ? machine.name() : target.host()).port(target == null ? SshTarget.DEFAULT_PORT : target.port())
                .username(target == null ? FakeMachine.USERNAME : target.username()).privilegeLevel(target == null ? null : target.privilegeLevel())
                .relayMode(target != null && target.jump() != null).proxy(proxy(target)).alive(alive).openHandles(handles.size());
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
