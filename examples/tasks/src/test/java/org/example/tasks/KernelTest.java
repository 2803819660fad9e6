package org.example.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.fake.FakeMachine;
import io.sshra.fake.FakeSsh;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelTest {

    private final FakeSsh ssh = new FakeSsh();
    private final FakeMachine web1 = ssh.machine("web-1");
    private final Kernel kernel = new Kernel();

    @BeforeEach
    void inject() {
        kernel.machines = new Machines();
        kernel.machines.ssh = ssh;
        kernel.machines.caller = () -> "alice";
    }

    @Test
    void theMachineOfTheCallerIsAsked() throws SshException {
        web1.on("uname -sr").answers("Linux 6.1.0\n");

        assertEquals("Linux 6.1.0\n", kernel.name("web-1"));
        assertEquals("alice", web1.calls().get(0).user());
    }

    @Test
    void aMachineThatIsDownIsReported() {
        web1.fails(SshErrorCode.CONNECTION_REFUSED);

        assertThrows(SshConnectException.class, () -> kernel.name("web-1"));
    }

    @Test
    void theConnectionsEndWithTheSession() throws SshException {
        web1.on("uname -sr").answers("Linux 6.1.0\n");
        kernel.name("web-1");
        assertEquals(1, ssh.sessions().totalConnections());

        kernel.machines.end();

        assertEquals(0, ssh.sessions().totalConnections());
    }
}
