package io.sshra.fake;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** The forwardings and streams of a handle: the test says where they lead. */
final class FakeWays {

    private final FakeSlot slot;
    private final FakeHandle handle;

    FakeWays(FakeSlot slot, FakeHandle handle) {
        this.slot = slot;
        this.handle = handle;
    }

    /** The path of a socket of the server. */
    static String checked(Path remoteSocket) {
        FakeHandle.notNull(remoteSocket, "the path of the socket is null: give the socket of the server");
        if (!remoteSocket.isAbsolute()) {
            throw new IllegalArgumentException("the path of the socket is not absolute: give the whole path on the server");
        }
        return remoteSocket.toString();
    }

    /** A port of this machine that leads to this address or socket. */
    SshForward local(String destination) throws SshException {
        FakeConnection connection = handle.use();
        InetSocketAddress to = slot.machine.forwarding(destination);
        if (to == null || !slot.forwardingAllowed()) {
            throw refusal(destination);
        }
        AtomicReference<FakeForward> self = new AtomicReference<>();
        self.set(new FakeForward(to, () -> handle.ended(connection, self.get())));
        return handle.opened(connection, self.get());
    }

    SshForward localSocket(Path localSocket) throws SshException {
        FakeHandle.notNull(localSocket, "the path of the socket that is to listen is null: give a file that does not exist");
        return notAllowed("a socket of this machine, which the fake does not make,");
    }

    /** No test can allow it. Never returns. */
    SshForward notAllowed(String what) throws SshException {
        handle.use();
        throw refusal(what);
    }

    private SshException refusal(String what) {
        return new SshException(SshErrorCode.FORWARDING_NOT_ALLOWED, "the test has allowed no forwarding of " + what + " by " + slot.machine);
    }

    SshStream stream(String host, int port) throws SshException {
        if (host == null || host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("invalid address of a stream: give a host and a port from 1 to 65535");
        }
        return stream(host + ":" + port);
    }

    SshStream stream(String destination) throws SshException {
        FakeConnection connection = handle.use();
        if (!slot.forwardingAllowed()) {
            throw refusal(destination);
        }
        FakeService service = slot.machine.service(destination);
        AtomicReference<FakeStream> self = new AtomicReference<>();
        self.set(new FakeStream(destination, service, () -> handle.ended(connection, self.get())));
        handle.opened(connection, self.get()).start();
        return self.get();
    }
}
