package io.sshra.adapter;

import io.sshra.testing.Account;
import io.sshra.testing.AsyncSshServer;
import io.sshra.testing.DropbearServer;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.TinySshServer;
import org.apache.sshd.core.CoreModuleProperties;

/** The servers of {@link InteropTest}. */
enum InteropServer {

    OPENSSH("OpenSSH", "openssh-server, libnss-wrapper and libpam-wrapper") {
        @Override
        boolean available() {
            return OpenSshServer.availableForAccount();
        }

        @Override
        LoopbackServer start(Account account) {
            return OpenSshServer.startFor(account);
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return OpenSshServer.startFor(account, "AuthenticationMethods publickey,password");
        }
    },

    DROPBEAR("Dropbear", "dropbear-bin and libnss-wrapper") {
        @Override
        boolean available() {
            return DropbearServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return DropbearServer.start(account);
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return DropbearServer.start(account, "-t");
        }
    },

    TINYSSH("TinySSH", "tinysshd and libnss-wrapper") {
        @Override
        boolean available() {
            return TinySshServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return TinySshServer.start(account);
        }
    },

    ASYNCSSH("asyncssh", "python3-asyncssh") {
        @Override
        boolean available() {
            return AsyncSshServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return AsyncSshServer.start(account);
        }
    },

    MINA("MINA SSHD", "nothing") {
        @Override
        boolean available() {
            return true;
        }

        @Override
        LoopbackServer start(Account account) {
            return EmbeddedSshServer.startFor(account, server -> { });
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return EmbeddedSshServer.startFor(account,
                    server -> CoreModuleProperties.AUTH_METHODS.set(server, "publickey,password"));
        }
    };

    private final String title;
    private final String packages;

    InteropServer(String title, String packages) {
        this.title = title;
        this.packages = packages;
    }

    /** Its name in the table. */
    String title() {
        return title;
    }

    /** The Debian packages that it needs. */
    String packages() {
        return packages;
    }

    /** Whether the server is installed on this machine. */
    abstract boolean available();

    /** Starts the server with all its log-in methods. */
    abstract LoopbackServer start(Account account);

    /** Starts a server that requires a key and then the password; a usual one if the server does not support this. */
    LoopbackServer startForKeyAndPassword(Account account) {
        return start(account);
    }
}
