#!/bin/bash
# Erlang's SFTP server sends a whole directory in one message, which neither MINA nor OpenSSH's sftp takes
#
# Packages: erlang-ssh 1:27.3.4.1+dfsg-1+deb13u4 and openssh-client 1:10.0p1-7+deb13u4 (Debian 13), MINA SSHD 2.20.0; Erlang
#   29.1.2 of sid does the same.
# Guess: READDIR gives some hundred names at a time, and 3,000 files come in some tens of answers.
# Seen: one answer for all. OpenSSH's sftp: "Received message too long", and the advice to look for output of the remote shell, which
#   leads astray. MINA: "Timeout expired while waiting", within less than 10 s of its 30, and its SFTP client is closed.
#   The limit, 256 KiB, is reached by some 1,700 names of usual length.
# Matters: a directory that grows works one day and cannot be listed the next, and neither message names the cause.
# Source: draft-ietf-secsh-filexfer-02 section 6.7 (an answer has one or more names) and 3 (34,000 bytes are to be taken);
#   ssh_sftpd has the option {max_files, N}, 0 for no bound unless set.
. "$(dirname "$0")/lib/setup.sh"
debian trixie erlang-ssh=1:27.3.4.1+dfsg-1+deb13u4 openssh-client=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
mkdir "$ROOT/t/erl" "$ROOT/t/many"
cp "$ROOT/t/host" "$ROOT/t/erl/ssh_host_ed25519_key"
cp "$ROOT/t/user.pub" "$ROOT/t/erl/authorized_keys"
(cd "$ROOT/t/many"; seq -f 'a-name-of-usual-length-%05g.txt' 3000 | xargs touch)
PORT=$(free_port)
serve erl -noshell -eval "{ok, _} = application:ensure_all_started(ssh),
    {ok, _} = ssh:daemon({127,0,0,1}, $PORT, [{system_dir, \"/t/erl\"}, {user_dir, \"/t/erl\"},
        {subsystems, [ssh_sftpd:subsystem_spec([{cwd, \"/t\"}])]}])."
echo 'ls -1 /t/many' > "$ROOT/t/batch"
(inside timeout 30 sftp -b /t/batch -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i /t/user -P "$PORT" root@127.0.0.1) 2>&1 \
    | grep -ao 'Received message too long' > "$T/out" || true
run_java LargeDirectory "$PORT" "$ROOT/t/user" >> "$T/out" <<'JAVA'
import org.apache.sshd.sftp.client.SftpClient;

public class LargeDirectory {
    public static void main(String[] args) throws Exception {
        SftpClient sftp = Client.sftp(Client.login("root", args[0], args[1]));
        SftpClient.CloseableHandle handle = sftp.openDir("/t/many");
        long start = System.nanoTime();
        try {
            System.out.println("names: " + sftp.readDir(handle).size());
        } catch (java.io.IOException e) {
            System.out.println("MINA: " + e.getMessage().replaceAll(" for id=.*", "") + ", early: " + (System.nanoTime() - start < 10_000_000_000L));
        }
        System.out.println("SFTP client open: " + sftp.isOpen());
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'Received message too long' 'MINA: Timeout expired while waiting, early: true' 'SFTP client open: false'
