#!/bin/bash
# JSch takes what stands under Match for a part of the Host block above it
#
# Packages: com.github.mwiede:jsch 2.28.8 (Maven Central), openssh-client 1:10.0p1-7+deb13u4 (Debian 13) to compare with.
# Guess: a Match block, which JSch does not know, is left out as a whole, or is an error.
# Seen: its lines are read on as lines of the Host block before it. For "web" `ssh -G` says user alice and port 22, JSch "user bob,
#   port 2022"; for 10.0.0.2, which the Match is about, `ssh -G` says bob and 2022, JSch "user alice, port -1".
#   A comment after a value, taken by ssh, makes the port -1: the default, without a word. Quotes stay in the value.
# Matters: a file that works with ssh gives another account and port. To compare clients, or to move from JSch, read the
#   file with `ssh -G` first.
# Source: ssh_config(5), Match; com.jcraft.jsch.OpenSSHConfig, which looks for the keyword Host only.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-client=1:10.0p1-7+deb13u4
maven com.github.mwiede:jsch:2.28.8 org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
cat > "$ROOT/t/config" <<'CONF'
Host web
    HostName 10.0.0.1
Match host 10.0.0.2
    User bob
    Port 2022
Host commented
    HostName "quoted.example.org"
    Port 2222 # the other one
Host *
    User alice
CONF
for host in web 10.0.0.2 commented; do
    (inside ssh -G -F /t/config "$host") | awk -v h="$host" '$1 == "user" { u = $2 } $1 == "hostname" { n = $2 } $1 == "port" { p = $2 }
        END { print "ssh -G " h ": host " n ", user " u ", port " p }' >> "$T/out"
done
run_java MatchBlock "$ROOT/t/config" >> "$T/out" <<'JAVA'
import com.jcraft.jsch.ConfigRepository;
import com.jcraft.jsch.OpenSSHConfig;

public class MatchBlock {
    public static void main(String[] args) throws Exception {
        OpenSSHConfig file = OpenSSHConfig.parseFile(args[0]);
        for (String host : new String[] {"web", "10.0.0.2", "commented"}) {
            ConfigRepository.Config config = file.getConfig(host);
            System.out.println("JSch " + host + ": host " + config.getHostname() + ", user " + config.getUser() + ", port " + config.getPort());
        }
    }
}
JAVA
expect "$T/out" 'ssh -G web: host 10.0.0.1, user alice, port 22' 'JSch web: host 10.0.0.1, user bob, port 2022' \
    'ssh -G 10.0.0.2: host 10.0.0.2, user bob, port 2022' 'JSch 10.0.0.2: host null, user alice, port -1' \
    'ssh -G commented: host quoted.example.org, user alice, port 2222' 'JSch commented: host "quoted.example.org", user alice, port -1'
