#!/bin/bash
# Twisted Conch's own SFTP server for Unix accounts answers every request with a failure
#
# Packages: python3-twisted 24.11.0-1 (Debian 13); 26.4.0 of sid does the same. Client: MINA SSHD 2.20.0.
# Guess: a server made of the classes that the library brings for it (UnixConchUser) lists and reads files.
# Seen: log-in and commands work ("true: exit status 0"), SFTP starts, then each request is refused: "realpath: status 4", "stat of /:
#   status 4", "list of /: status 4". The server's log has the cause: 'str' object has no attribute 'path'.
# Matters: SSH_FX_FAILURE for all paths looks like a lack of rights. It is the server, whatever the path.
# Source: twisted/conch/unix.py: SFTPServerForUnixConchUser._absPath takes home.path of what getHomeDir returns, a string.
. "$(dirname "$0")/lib/setup.sh"
debian trixie python3-twisted=24.11.0-1
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
cat > "$ROOT/t/server.py" <<'PYTHON'
import sys
from twisted.conch import interfaces, unix
from twisted.conch.checkers import InMemorySSHKeyDB, SSHPublicKeyChecker
from twisted.conch.ssh import connection, factory, keys, userauth
from twisted.cred import portal
from twisted.internet import reactor
from twisted.python import log
from zope.interface import implementer


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, name, mind, *asked):
        avatar = unix.UnixConchUser(name.decode() if isinstance(name, bytes) else name)
        return interfaces.IConchUser, avatar, avatar.logout


class Factory(factory.SSHFactory):
    publicKeys = {b"ssh-ed25519": keys.Key.fromFile("/t/host.pub")}
    privateKeys = {b"ssh-ed25519": keys.Key.fromFile("/t/host")}
    services = {b"ssh-userauth": userauth.SSHUserAuthServer, b"ssh-connection": connection.SSHConnection}

    def getPrimes(self):
        return None


known = [keys.Key.fromFile("/t/user.pub")]
Factory.portal = portal.Portal(Realm(), [SSHPublicKeyChecker(InMemorySSHKeyDB({b"root": known, "root": known}))])
log.startLogging(sys.stderr)
reactor.listenTCP(int(sys.argv[1]), Factory(), interface="127.0.0.1")
reactor.run()
PYTHON
PORT=$(free_port)
serve python3 /t/server.py "$PORT"
run_java Fails "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;

public class Fails {
    public static void main(String[] args) throws Exception {
        ClientSession session = Client.login("root", args[0], args[1]);
        System.out.println("true: " + Client.exec(session, "true").replaceAll(",.*", ""));
        SftpClient sftp = Client.sftp(session);
        Client.say("realpath", () -> sftp.canonicalPath("."));
        Client.say("stat of /", () -> sftp.stat("/").getSize());
        Client.say("list of /", () -> sftp.openDir("/"));
        System.exit(0);
    }
}
JAVA
grep -ao "'str' object has no attribute 'path'" "$T/server.log" | sort -u >> "$T/out"
expect "$T/out" 'true: exit status 0' 'realpath: status 4' 'stat of /: status 4' 'list of /: status 4' "'str' object has no attribute 'path'"
