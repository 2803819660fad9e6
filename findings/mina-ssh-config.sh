#!/bin/bash
# MINA's reader of ssh_config lets the last value of a block win, and cannot read a file at all for one word in it
#
# Packages: org.apache.sshd:sshd-common 2.20.0 (Maven Central), openssh-client 1:10.0p1-7+deb13u4 (Debian 13) to compare with.
# Guess: the first value wins, as it does between blocks; quotes are taken off; what it does not know is left out.
# Seen: of "Port 2201" and "Port 2202" in one block `ssh -G` takes 2201, MINA "port 2202"; between blocks MINA takes the first.
#   SendEnv, which adds up for ssh, keeps its last line: "[C]" of A, B and C. `Host web` matches "WEB" for MINA, not for ssh.
#   HostName "quoted.example.org" keeps its quotes. One Match anywhere, or one quoted alias, and every host fails:
#   "StreamCorruptedException", "Invalid host pattern char".
# Matters: SshClient reads ~/.ssh/config of the process owner unless told otherwise, so a line that ssh takes can stop all
#   connects, or send them to another port.
# Source: ssh_config(5): "the first obtained value will be used"; org.apache.sshd.client.config.hosts.HostConfigEntry.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-client=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
cat > "$ROOT/t/config" <<'CONF'
Host web
    HostName "quoted.example.org"
    Port 2201
    Port 2202
    SendEnv A B
    SendEnv C
Host *
    Port 2203
CONF
printf 'Host "web" other\n    Port 2201\n' > "$ROOT/t/quoted"
printf 'Host web\n    Port 2201\nMatch user nobody\n    Port 2202\n' > "$ROOT/t/match"
for host in web WEB; do
    (inside ssh -G -F /t/config "$host") | awk -v h="$host" '$1 == "sendenv" { e = e (e ? "," : "") $2 } $1 == "hostname" { n = $2 } $1 == "port" { p = $2 }
        END { print "ssh " h ": host " n ", port " p ", variables [" e "]" }' >> "$T/out"
done
for file in quoted match; do
    (inside ssh -G -F "/t/$file" web) | awk -v f="$file" '$1 == "port" { print "ssh " f ": port " $2 }' >> "$T/out"
done
run_java Config "$ROOT/t" >> "$T/out" <<'JAVA'
import java.nio.file.Path;
import org.apache.sshd.client.config.hosts.ConfigFileHostEntryResolver;
import org.apache.sshd.client.config.hosts.HostConfigEntry;

public class Config {
    public static void main(String[] args) throws Exception {
        for (String host : new String[] {"web", "WEB"}) {
            HostConfigEntry entry = read(args[0] + "/config", host);
            System.out.println("MINA " + host + ": host " + entry.getHostName() + ", port " + entry.getPort() + ", variables ["
                + entry.getProperty("SendEnv") + "]");
        }
        for (String file : new String[] {"quoted", "match"}) {
            try {
                System.out.println("MINA " + file + ": port " + read(args[0] + "/" + file, "web").getPort());
            } catch (java.io.IOException e) {
                System.out.println("MINA " + file + ": " + e.getMessage());
            }
        }
    }

    private static HostConfigEntry read(String file, String host) throws java.io.IOException {
        return new ConfigFileHostEntryResolver(Path.of(file)).resolveEffectiveHost(host, 0, null, null, null, null);
    }
}
JAVA
expect "$T/out" 'ssh web: host quoted.example.org, port 2201, variables [A,B,C]' 'MINA web: host "quoted.example.org", port 2202, variables [C]' \
    'ssh WEB: host web, port 2203, variables []' 'MINA WEB: host "quoted.example.org", port 2202, variables [C]' \
    'ssh quoted: port 2201' 'MINA quoted: java.lang.IllegalArgumentException: Invalid host pattern char in "web"' \
    'ssh match: port 2201' 'MINA match: Currently not able to process Match sections'
