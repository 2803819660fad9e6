#!/bin/bash
# The real path that MINA's SFTP server gives still has the links in it
#
# Packages: org.apache.sshd:sshd-core and sshd-sftp 2.20.0 (Maven Central); beside them sftp-server of openssh-sftp-server
#   1:10.0p1-7+deb13u4 (Debian 13).
# Guess: REALPATH gives the path without links, as realpath(3) and OpenSSH's sftp-server do.
# Seen: of MINA's server "link/file: /…/link/file" and "link to a file: /…/link-to-file"; of OpenSSH's "…/folder/file" both times. ".." is
#   taken out by its text, too: "link/..: /…" where OpenSSH says the parent of the folder that the link leads to.
# Matters: whoever checks a path by its real path (is it below this folder?) checks a name, and the file is elsewhere. With such a server
#   each name of the path has to be asked for with LSTAT as well.
# Source: draft-ietf-secsh-filexfer-02 section 6.11 ("canonicalize any given path name"); org.apache.sshd.sftp.server.SftpSubsystem.doRealPath
#   with AbstractSftpSubsystemHelper.doRealPathV345, which normalize and make absolute.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4 openssh-sftp-server=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
openssh -o 'Subsystem=sftp /usr/lib/openssh/sftp-server'
run_java RealPath "$PORT" "$ROOT/t/user" "$ROOT/t/host" "$ROOT" > "$T/out" <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

public class RealPath {
    public static void main(String[] args) throws Exception {
        Path here = Path.of(args[3], "t", "real", "path");
        Files.createDirectories(here.resolve("deep/folder"));
        Files.writeString(here.resolve("deep/folder/file"), "content");
        Files.createSymbolicLink(here.resolve("link"), Path.of("deep/folder"));
        Files.createSymbolicLink(here.resolve("link-to-file"), Path.of("deep/folder/file"));
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new FileKeyPairProvider(Path.of(args[2])));
        server.setPublickeyAuthenticator((user, key, session) -> true);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        ask("MINA", Client.login("root", String.valueOf(server.getPort()), args[1]), here.toString());
        ask("OpenSSH", Client.login("root", args[0], args[1]), "/t/real/path");
        System.exit(0);
    }

    private static void ask(String server, ClientSession session, String here) throws Exception {
        SftpClient sftp = Client.sftp(session);
        for (String name : List.of("link/file", "link-to-file", "link/..")) {
            Client.say(server + ", " + name, () -> sftp.canonicalPath(here + "/" + name).substring(here.length()));
        }
    }
}
JAVA
expect "$T/out" 'MINA, link/file: /link/file' 'MINA, link-to-file: /link-to-file' 'MINA, link/..: ' \
    'OpenSSH, link/file: /deep/folder/file' 'OpenSSH, link-to-file: /deep/folder/file' 'OpenSSH, link/..: /deep'
