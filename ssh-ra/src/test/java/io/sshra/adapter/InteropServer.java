package io.sshra.adapter;

import io.sshra.testing.Account;
import io.sshra.testing.DropbearServer;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.ErlangServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.MySecureShellServer;
import io.sshra.testing.OpenSsh10;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.ProftpdServer;
import io.sshra.testing.RcloneServer;
import io.sshra.testing.ScriptServer;
import io.sshra.testing.TinySshServer;
import java.util.List;
import java.util.stream.Stream;
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

        @Override
        LoopbackServer startWithTextBeforeSftp(Account account) {
            return OpenSshServer.startFor(account, "Subsystem sftp " + TEXT_BEFORE_SFTP);
        }

        @Override
        LoopbackServer startForOneLogIn(Account account) {
            return OpenSshServer.startFor(account, "MaxStartups 1");
        }

        @Override
        String keyWithoutTerminal() {
            return Account.WITHOUT_TERMINAL;
        }
    },

    /** Asked alone, see {@link #asked()}. */
    OPENSSH_10("OpenSSH 10", "libnss-wrapper, and apt for those of Debian 13") {
        @Override
        boolean available() {
            return OpenSsh10.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return OpenSsh10.start(account);
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return OpenSsh10.start(account, "AuthenticationMethods publickey,password");
        }

        @Override
        LoopbackServer startWithTextBeforeSftp(Account account) {
            return OpenSsh10.start(account, "Subsystem sftp " + TEXT_BEFORE_SFTP);
        }

        @Override
        LoopbackServer startForOneLogIn(Account account) {
            return OpenSsh10.start(account, "MaxStartups 1", "PerSourcePenalties no");
        }

        @Override
        LoopbackServer startPenalising(Account account) {
            return OpenSsh10.start(account, "PerSourcePenalties authfail:3600s min:1s");
        }

        @Override
        String keyWithoutTerminal() {
            return Account.WITHOUT_TERMINAL;
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

        /** It has a limit of its own for each address. */
        @Override
        LoopbackServer startForOneLogIn(Account account) {
            return DropbearServer.start(account);
        }

        @Override
        String keyWithoutTerminal() {
            return Account.WITHOUT_TERMINAL;
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

        @Override
        LoopbackServer startWithTextBeforeSftp(Account account) {
            return TinySshServer.start(account, TEXT_BEFORE_SFTP);
        }
    },

    ASYNCSSH("asyncssh", "python3-asyncssh") {
        @Override
        boolean available() {
            return ScriptServer.Library.ASYNCSSH.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ScriptServer.start(ScriptServer.Library.ASYNCSSH, account);
        }

        @Override
        String keyWithoutTerminal() {
            return Account.WITHOUT_TERMINAL;
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
    },

    PARAMIKO("paramiko", "python3-paramiko") {
        @Override
        boolean available() {
            return ScriptServer.Library.PARAMIKO.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ScriptServer.start(ScriptServer.Library.PARAMIKO, account);
        }

        @Override
        String keyWithoutTerminal() {
            return "ed25519";
        }
    },

    CONCH("Conch", "python3-twisted and libnss-wrapper") {
        @Override
        boolean available() {
            return ScriptServer.Library.CONCH.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ScriptServer.start(ScriptServer.Library.CONCH, account);
        }

        @Override
        String macs() {
            return "+hmac-sha2-256";
        }
    },

    GO("Go", "golang-go and golang-golang-x-crypto-dev") {
        @Override
        boolean available() {
            return ScriptServer.Library.GO.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ScriptServer.start(ScriptServer.Library.GO, account);
        }

        @Override
        String keyWithoutTerminal() {
            return "ed25519";
        }
    },

    SSH2("ssh2", "nodejs and npm") {
        @Override
        boolean available() {
            return ScriptServer.Library.SSH2.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ScriptServer.start(ScriptServer.Library.SSH2, account);
        }

        @Override
        String keyWithoutTerminal() {
            return "ed25519";
        }
    },

    ERLANG("Erlang", "erlang-ssh") {
        @Override
        boolean available() {
            return ErlangServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ErlangServer.start(account);
        }

        @Override
        boolean runsCommands() {
            return false;
        }
    },

    PROFTPD("ProFTPD", "proftpd-core and proftpd-mod-crypto") {
        @Override
        boolean available() {
            return ProftpdServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return ProftpdServer.start(account, "publickey password");
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return ProftpdServer.start(account, "publickey+password");
        }

        @Override
        LoopbackServer startPenalising(Account account) {
            return ProftpdServer.startBanning(account);
        }

        @Override
        boolean runsCommands() {
            return false;
        }
    },

    MYSECURESHELL("MySecureShell", "mysecureshell, openssh-server, libnss-wrapper and libpam-wrapper") {
        @Override
        boolean available() {
            return MySecureShellServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return MySecureShellServer.start(account);
        }

        @Override
        LoopbackServer startForKeyAndPassword(Account account) {
            return MySecureShellServer.start(account, "AuthenticationMethods publickey,password");
        }

        @Override
        LoopbackServer startForOneLogIn(Account account) {
            return MySecureShellServer.start(account, "MaxStartups 1");
        }

        @Override
        boolean runsCommands() {
            return false;
        }
    },

    RCLONE("rclone", "rclone") {
        @Override
        boolean available() {
            return RcloneServer.available();
        }

        @Override
        LoopbackServer start(Account account) {
            return RcloneServer.start(account);
        }

        @Override
        boolean runsCommands() {
            return false;
        }

        @Override
        String home(Account account) {
            return "/";
        }
    };

    private static final String TEXT_BEFORE_SFTP = "/bin/echo Welcome to this machine; exec /usr/lib/openssh/sftp-server";

    private final String title;
    private final String packages;

    InteropServer(String title, String packages) {
        this.title = title;
        this.packages = packages;
    }

    /** Those of Debian 12 and MINA, or, in the profile {@code openssh10}, that one. */
    static List<InteropServer> asked() {
        return Stream.of(values()).filter(server -> (server == OPENSSH_10) == Boolean.getBoolean("openssh10")).toList();
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

    /** One whose SFTP begins with a line of text; null where nothing but SFTP can write there. */
    LoopbackServer startWithTextBeforeSftp(Account account) {
        return null;
    }

    /** One that drops connections while there is one that has not logged in yet, or a few; null where there is no such limit. */
    LoopbackServer startForOneLogIn(Account account) {
        return null;
    }

    /** One that drops the address of a refused log-in; null where there is no such thing. */
    LoopbackServer startPenalising(Account account) {
        return null;
    }

    /** With which of the account's keys it refuses a terminal; null if it refuses none. */
    String keyWithoutTerminal() {
        return null;
    }

    /** Which MACs are offered; null for the usual ones. */
    String macs() {
        return null;
    }

    /** Whether commands are given to a shell. */
    boolean runsCommands() {
        return true;
    }

    /** The account's home, as paths there say it. */
    String home(Account account) {
        return account.home().toString();
    }
}
