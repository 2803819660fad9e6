package io.sshra.pool.key;

import io.sshra.SshConnectionInfo;
import io.sshra.base.Clock;
import io.sshra.pool.Figures;
import io.sshra.pool.Lease;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Describes a slot at one moment. */
public final class SlotInfo {

    private SlotInfo() {
    }

    /**
     * @param connection null if there is none
     * @param lastIdle   the time since the last activity of the previous connection; used if there is none now
     * @param now        the current date
     */
    static SshConnectionInfo of(Slot slot, PhysicalConnection connection, Duration lastIdle, Instant now) {
        boolean alive = connection != null && connection.isOpen();
        return of(slot, alive ? connection : null, alive, alive ? connection.use().idle(connection.transport()) : lastIdle, now);
    }

    /** The connection as it opens or ends, whatever its state is when somebody is told. */
    static SshConnectionInfo of(Slot slot, PhysicalConnection connection, boolean alive, Clock clock) {
        return of(slot, connection, alive, connection.use().idle(connection.transport()), clock.now());
    }

    private static SshConnectionInfo of(Slot slot, PhysicalConnection connection, boolean alive, Duration idle, Instant now) {
        boolean known = connection != null;
        Transport transport = known ? connection.transport() : null;
        Transport.Negotiated negotiated = known ? transport.negotiated() : Transport.Negotiated.NOTHING;
        Target target = slot.target();
        Profile profile = slot.profile();
        return SshConnectionInfo.builder()
                .userId(slot.key().session().user()).sessionId(slot.key().session().session()).profile(profile.name())
                .host(target.host()).port(target.port()).username(target.username())
                .privilegeLevel(profile.levelName()).relayMode(profile.relayMode())
                .proxy(target.firstProxy() == null ? null : target.firstProxy().toString())
                .alive(alive).number(known ? connection.number() : 0).connectedAt(known ? connection.connectedAt() : null)
                .lastActivity(now.minus(idle)).idleSeconds(Math.max(0, idle.toSeconds()))
                .commandCount(known ? connection.use().commands() : 0).openChannels(alive ? connection.use().channels().open() : 0)
                .bytesReceived(known ? transport.bytesReceived() : 0).bytesSent(known ? transport.bytesSent() : 0)
                .keyExchange(negotiated.keyExchange()).cipher(negotiated.cipher())
                .hostKeyFingerprint(negotiated.hostKeyFingerprint()).serverVersion(negotiated.serverVersion())
                .certificateSerial(negotiated.certificate() == null ? null : negotiated.certificate().serial())
                .openHandles(slot.leases().stream().mapToInt(lease -> lease.handles().size()).sum()).build();
    }

    /** Counts the slot's connection, its leases and its channels. */
    public static Figures figures(Slot slot) {
        PhysicalConnection connection = slot.connection();
        Set<Lease> leases = slot.leases();
        Transport transport = connection == null ? null : connection.transport();
        boolean open = transport != null && connection.isUsable();
        return new Figures(open ? 1 : 0, connection != null && !open && connection.isLive() ? 1 : 0, leases.size(),
                leases.stream().filter(Lease::isInUse).count(), open ? connection.use().channels().open() : 0,
                open ? transport.spares() : 0, open ? connection.use().channels().waiting() : 0, open ? transport.bytesReceived() : 0, open ? transport.bytesSent() : 0);
    }
}
