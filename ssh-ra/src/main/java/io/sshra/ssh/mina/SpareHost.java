package io.sshra.ssh.mina;

import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What is known of one server about channels that are open and not in use: by its identification (RFC 4253 section 4.2), by earlier
 * connections to the same address, and by this one. Thread-safe.
 */
final class SpareHost {

    /**
     * How the identifications begin of servers that close channels on which nothing was requested. Spares are never opened there.
     *
     * <p>Dropbear (2022.83) closes a new channel when the process of another one ends at that moment. With spares that met 2 requests of
     * 500, and none without.
     *
     * <p>paramiko (seen with 2.12.0; 5.0.0 is written in the same way): its {@code Transport} has weak references to channels only, and a
     * channel closes itself when it is garbage. The usual program has the one that {@code accept} returned last, and those of what runs.
     * So it closes each other one, which may be when the request is under way.
     */
    private static final List<String> CLOSING_UNUSED = List.of("ssh-2.0-dropbear", "ssh-2.0-paramiko");

    /** A server that ends the connection after it has closed the channels, closes all channels and not the unused ones. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /**
     * A connection may have been lost without a message: the network is cut, the machine is down. A channel that is not opened then is
     * opened on the next connection, but a request that was sent may have run.
     */
    private static final Duration LATELY = Duration.ofSeconds(10);

    private final SpareMemory memory;
    private final Target.Address address;
    private final MinaTransport transport;
    private volatile boolean opensMore;

    SpareHost(SpareMemory memory, Target.Address address, MinaTransport transport) {
        this.memory = memory;
        this.address = address;
        this.transport = transport;
        this.opensMore = memory.opensMore(address);
    }

    /** Whether the connection stands, as far as that is known. */
    boolean isConnected() {
        return transport.isOpen();
    }

    /** Whether it has been heard of so lately that a request is sent to it without waiting for the answer to another message before. */
    boolean isHeardLately() {
        return transport.unheardNanos() < LATELY.toNanos();
    }

    /** Whether it is known to close unused channels. */
    boolean closesSpares() {
        String identification = transport.session().getServerVersion().toLowerCase(Locale.ROOT);
        return memory.closesSpares(address) || CLOSING_UNUSED.stream().anyMatch(identification::startsWith);
    }

    /** Whether it is known to open a second session on a connection. Some end the connection instead. */
    boolean opensMore() {
        return opensMore;
    }

    /** It has opened a second session. */
    void hasOpenedMore() {
        if (!opensMore) {
            opensMore = true;
            memory.hasOpenedMore(address);
        }
    }

    /** It has closed an unused channel. */
    void hasClosedSpare() {
        transport.after(MOMENT, () -> {
            if (transport.isOpen()) {
                memory.hasClosedSpare(address);
            }
        });
    }

    /** It has ended the connection instead of answering the opening of a spare. */
    void hasEndedAtSpare() {
        memory.hasClosedSpare(address);
    }
}
