#!/bin/bash
# TinySSH ends the connection with its first command, and its newest release drops every environment variable
#
# Packages: tinysshd 20230101-1 (Debian 12) and 20261001-2 (Debian sid). Client: MINA SSHD 2.20.0.
# Guess: one channel at a time, and the next one when the first has ended; variables are passed on, as they always were.
# Seen: both releases end the connection when the command has ended: "second command: none", "connection open: false". The old one
#   passes a variable, "variable [hello]", the new one does not, "variable []", and does not say so to the client.
# Matters: each command is a new connection and log-in, so there is nothing to pool. Programs that hand their arguments over in
#   variables stop to work with an update of the server.
# Source: the changelog of TinySSH, 20260906: "Rejected all client-supplied environment variables".
. "$(dirname "$0")/lib/setup.sh"
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
# TinySSH has no listener of its own: one process for each connection.
accept() {
    exec python3 - "$PORT" "$ROOT" <<'PYTHON'
import socket, subprocess, sys
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    subprocess.Popen(["timeout", "60", "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
        'mount --rbind /dev "$0/dev" && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$0" tinysshd /t/keys', sys.argv[2]],
        stdin=connection, stdout=connection)
    connection.close()
PYTHON
}
for version in bookworm=20230101-1 sid=20261001-2; do
    suite=${version%%=*}
    ROOT=$T/$suite
    debian "$suite" tinysshd="${version#*=}"
    (inside tinysshd-makekey -q /t/keys)
    PORT=$(free_port)
    accept &
    STARTED="$STARTED $!"
    sleep 2
    run_java OneCommand "$PORT" "$ROOT/t/user" <<'JAVA' | sed "s/^/$suite: /" >> "$T/out"
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

public class OneCommand {
    public static void main(String[] args) throws Exception {
        ClientSession session = Client.login("root", args[0], args[1]);
        try (ChannelExec channel = session.createExecChannel("echo [$GREETING]", null, Map.of("GREETING", "hello"))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            channel.setIn(new ByteArrayInputStream(new byte[0]));
            channel.setOut(out);
            channel.open().verify(Duration.ofSeconds(10));
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(10));
            System.out.println("exit status " + channel.getExitStatus() + ", variable " + out.toString().trim());
        }
        String second;
        try {
            second = Client.exec(session, "true");
        } catch (Exception e) {
            second = "none";
        }
        System.out.println("second command: " + second);
        Thread.sleep(1000);
        System.out.println("connection open: " + session.isOpen());
        System.exit(0);
    }
}
JAVA
done
expect "$T/out" 'bookworm: exit status 0, variable [hello]' 'bookworm: second command: none' 'bookworm: connection open: false' \
    'sid: exit status 0, variable []' 'sid: second command: none' 'sid: connection open: false'
