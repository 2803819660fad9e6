#!/bin/bash
# OpenSSH 10.4 and newer hang up on clients that go on sending while keys are exchanged anew: JSch does
#
# Packages: openssh-server 1:10.6p1-1 (Debian sid), com.github.mwiede:jsch 2.28.8 (Maven Central);
#   openssh-server 1:10.0p1-7+deb13u4 (Debian 13) to compare with.
# Guess: a client as widely used as JSch holds back data during a key exchange, or the server goes on buffering it.
# Seen: with several channels and a RekeyLimit the server logs "non-transport message 94 received from peer during key
#   exchange" and ends the connection with "Protocol error", in each run. With 10.0p1 all goes
#   through. JSch gives a reader of such a channel the end of the stream, no exception: a cut-off output looks whole.
#   MINA SSHD 2.20.0, sshj 0.40.0, npm ssh2 1.17.0, paramiko 5.0.0 and AsyncSSH 2.24.0
#   went through the same; AsyncSSH 2.10.1 (Debian 12) did not.
# Matters: RekeyLimit is in many hardening guides. Connections that are kept for hours meet it, connections for one
#   command do not: this looks like a fault of the pool.
# Source: RFC 4253 section 7.1; NEWS.Debian of openssh 1:10.4p1-1.
. "$(dirname "$0")/lib/setup.sh"
maven com.github.mwiede:jsch:2.28.8
cat > "$T/Rekey.java" <<'JAVA'
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public class Rekey {
    static final int SIZE = 2 << 20;

    public static void main(String[] args) throws Exception {
        JSch jsch = new JSch();
        jsch.addIdentity(args[1]);
        Session session = jsch.getSession("root", "127.0.0.1", Integer.parseInt(args[0]));
        session.setConfig("StrictHostKeyChecking", "no");
        session.connect(20_000);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(threads.submit(() -> up(session)));
            all.add(threads.submit(() -> down(session)));
        }
        int whole = 0;
        for (Future<Boolean> one : all) {
            try {
                whole += one.get() ? 1 : 0;
            } catch (java.util.concurrent.ExecutionException e) {
                // Counted as not whole.
            }
        }
        System.out.println(whole == 8 ? "all whole" : "some cut off");
        System.out.println("connected: " + session.isConnected());
        System.exit(0);
    }

    static boolean up(Session session) throws Exception {
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        channel.setCommand("wc -c");
        InputStream in = channel.getInputStream();
        OutputStream out = channel.getOutputStream();
        channel.connect(10_000);
        for (int sent = 0; sent < SIZE; sent += 32_768) {
            out.write(new byte[32_768]);
        }
        out.close();
        return new String(in.readAllBytes()).trim().equals(String.valueOf(SIZE));
    }

    static boolean down(Session session) throws Exception {
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        channel.setCommand("head -c " + SIZE + " /dev/zero");
        InputStream in = channel.getInputStream();
        channel.connect(10_000);
        return in.readAllBytes().length == SIZE;
    }
}
JAVA
for version in trixie=1:10.0p1-7+deb13u4 sid=1:10.6p1-1; do
    suite=${version%%=*}
    ROOT=$T/$suite
    debian "$suite" openssh-server="${version#*=}"
    openssh -o RekeyLimit=200K
    timeout 60 nice java -cp "$CP" "$T/Rekey.java" "$PORT" "$ROOT/t/user" | sed "s/^/$suite: /" >> "$T/out"
    grep -aq 'non-transport message 9[0-9] received from peer during key exchange' "$T/server.log" \
        && echo "$suite: the server saw other messages during a key exchange" >> "$T/out"
done
expect "$T/out" 'trixie: all whole' 'trixie: connected: true' \
    'sid: some cut off' 'sid: connected: false' 'sid: the server saw other messages during a key exchange'
