package io.sshra.adapter;

import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.OpenSshServer;
import java.io.IOException;
import java.util.List;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** The kinds of servers for tests of remote files. Both give access to all files of this machine. */
enum FileServer {

    OPENSSH {
        @Override
        Running start() throws IOException {
            OpenSshServer server = OpenSshServer.start();
            return new Running(server, AdapterFixture.target(server).build());
        }
    },
    MINA {
        @Override
        Running start() {
            EmbeddedSshServer server = EmbeddedSshServer.start(
                    mina -> mina.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build())));
            return new Running(server, AdapterFixture.target(server).build());
        }
    };

    /** A running server, and how to log in to it. */
    record Running(LoopbackServer server, SshTarget target) {
    }

    abstract Running start() throws IOException;
}
