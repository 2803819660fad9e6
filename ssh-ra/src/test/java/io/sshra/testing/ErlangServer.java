package io.sshra.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Erlang/OTP's server as it comes, on a free loopback port: SFTP, forwarding, and commands that are Erlang. Its only user is an
 * {@link Account}'s.
 */
public final class ErlangServer extends ServerProcess {

    private static final Path ERLANG = Path.of("/usr/bin/erl");
    private static final Path LIBRARIES = Path.of("/usr/lib/erlang/lib");

    private final Account account;

    private ErlangServer(Account account) {
        super("erlang");
        this.account = account;
    }

    /** Whether there can be one on this machine. */
    public static boolean available() {
        try (var libraries = Files.newDirectoryStream(LIBRARIES, "ssh-*")) {
            return Files.isExecutable(ERLANG) && libraries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    public static ErlangServer start(Account account) {
        return started(new ErlangServer(account), 0);
    }

    @Override
    List<String> command(int freePort) throws IOException {
        if (!Files.exists(workspace.path(HOST_KEY))) {
            workspace.key(HOST_KEY, "ed25519");
            Files.copy(workspace.path(HOST_KEY), workspace.path("ssh_host_ed25519_key"));
            Files.copy(account.authorizedKeys(), workspace.path("authorized_keys"));
        }
        String daemon = """
                {ok, _} = application:ensure_all_started(ssh),
                {ok, _} = ssh:daemon({127,0,0,1}, %1$d, [{system_dir, "%2$s"}, {user_dir, "%2$s"}, {user_passwords, [{"%3$s", "%4$s"}]},
                    {parallel_login, true}, {tcpip_tunnel_in, true}, {tcpip_tunnel_out, true},
                    {subsystems, [ssh_sftpd:subsystem_spec([{cwd, "%5$s"}])]}]),
                io:format("listening on port %1$d~n").
                """.formatted(freePort, workspace.path(""), Account.NAME, Account.PASSWORD, account.home());
        return List.of(ERLANG.toString(), "-noshell", "-noinput", "-eval", daemon);
    }

    @Override
    boolean isListening() {
        return log().contains("listening on port " + port());
    }

    @Override
    Map<String, String> environment() {
        return Map.of("HOME", workspace.path("").toString(), "ERL_CRASH_DUMP", workspace.path("crash").toString());
    }
}
