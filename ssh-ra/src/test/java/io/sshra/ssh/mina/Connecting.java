package io.sshra.ssh.mina;

import io.sshra.ssh.CallersTask;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.OnBehalfOf;
import io.sshra.ssh.PendingPrompt;
import io.sshra.ssh.Target;
import io.sshra.testing.EmbeddedSshServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Connects to an embedded server without an adapter. */
final class Connecting {

    /** Nobody can be asked. */
    static final ConnectListener QUIETLY = new ConnectListener() {

        @Override
        public void authenticating() {
            // Not needed here.
        }

        @Override
        public OnBehalfOf onBehalfOf() {
            return new OnBehalfOf("u", "s", "p");
        }

        @Override
        public void issued(IssuedCertificate certificate) {
            // Not needed here.
        }

        @Override
        public void needs(CallersTask<?> task) {
            throw new AssertionError("no caller waits");
        }

        @Override
        public void asked(PendingPrompt prompt) {
            throw new AssertionError("nothing is asked");
        }
    };

    private Connecting() {
    }

    /** Without keepalive. */
    static ConnectSettings within(Duration limit) {
        return new ConnectSettings(limit, new ConnectSettings.Keepalive(Duration.ZERO, 3));
    }

    static Target to(EmbeddedSshServer server, ConnectSettings settings) {
        return to(server, server.host(), server.port(), settings);
    }

    /** @param host another name or address of the server */
    static Target to(EmbeddedSshServer server, String host, int port, ConnectSettings settings) {
        return new Target(new Target.Address(host, port), new Target.Login(EmbeddedSshServer.USER,
                new Credentials(EmbeddedSshServer.PASSWORD.toCharArray(), List.of())),
                new HostKeyRule(List.of(), Set.of(server.hostKeyFingerprint())), settings);
    }
}
