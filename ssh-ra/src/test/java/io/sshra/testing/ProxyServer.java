package io.sshra.testing;

import io.sshra.SshProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real proxy on a free loopback port, with a log-in of its own: Dante (SOCKS 5), for which libnss-wrapper has an {@link Account}, or
 * Tinyproxy (HTTP).
 */
public final class ProxyServer extends ServerProcess {

    private static final Path DANTED = Path.of("/usr/sbin/danted");
    private static final Path TINYPROXY = Path.of("/usr/bin/tinyproxy");

    private final SshProxy.Kind kind;
    /** Null for Tinyproxy. */
    private final Account account;
    private final List<Integer> allowed;

    private ProxyServer(SshProxy.Kind kind, Account account, List<Integer> allowed) {
        super(kind == SshProxy.Kind.HTTP ? "tinyproxy" : "dante");
        this.kind = kind;
        this.account = account;
        this.allowed = allowed;
    }

    /** Whether both are on this machine. */
    public static boolean available() {
        return Files.isExecutable(DANTED) && Files.isExecutable(TINYPROXY) && Account.available();
    }

    /**
     * Dante, which takes the account's log-in or none.
     *
     * @param allowed the ports that it connects to
     */
    public static ProxyServer dante(Account account, Integer... allowed) {
        return started(new ProxyServer(SshProxy.Kind.SOCKS5, account, List.of(allowed)), 0);
    }

    /**
     * Tinyproxy, which takes the log-in of {@link Account} only.
     *
     * @param allowed the ports that it connects to
     */
    public static ProxyServer tinyproxy(Integer... allowed) {
        return started(new ProxyServer(SshProxy.Kind.HTTP, null, List.of(allowed)), 0);
    }

    /** The proxy, without a log-in. */
    public SshProxy proxy() {
        return kind == SshProxy.Kind.HTTP ? SshProxy.http(host(), port()) : SshProxy.socks5(host(), port());
    }

    @Override
    List<String> command(int freePort) throws IOException {
        return kind == SshProxy.Kind.HTTP ? tinyproxyCommand(freePort) : danteCommand(freePort);
    }

    private List<String> tinyproxyCommand(int freePort) throws IOException {
        Path file = workspace.write("tinyproxy.conf", Stream.concat(Stream.of("Port " + freePort,
                "Listen " + host(), "Allow " + host(), "BasicAuth " + Account.NAME + " " + Account.PASSWORD, "LogLevel Info", "Timeout 600"),
                allowed.stream().map(port -> "ConnectPort " + port)).toList());
        return List.of(TINYPROXY.toString(), "-d", "-c", file.toString());
    }

    private List<String> danteCommand(int freePort) throws IOException {
        String user = System.getProperty("user.name");
        StringBuilder rules = new StringBuilder();
        for (int port : allowed) {
            rules.append("socks pass {\n from: 0.0.0.0/0 to: 0.0.0.0/0 port = " + port + "\n command: connect\n}\n");
        }
        Path file = workspace.write("danted.conf", List.of("logoutput: stderr", "internal: " + host() + " port = " + freePort, "external: " + host(),
                "clientmethod: none", "socksmethod: username none", "user.privileged: " + user,
                "user.unprivileged: " + (user.equals("root") ? "nobody" : user), "client pass {\n from: 127.0.0.0/8 to: 0.0.0.0/0\n}", rules.toString()));
        return List.of(DANTED.toString(), "-f", file.toString(), "-p", workspace.path("pid").toString());
    }

    @Override
    boolean isListening() {
        return log().contains(kind == SshProxy.Kind.HTTP ? "Accepting connections" : "running");
    }

    /** Dante asks the system for its account. */
    @Override
    Map<String, String> environment() {
        return account == null ? Map.of() : account.environment();
    }
}
