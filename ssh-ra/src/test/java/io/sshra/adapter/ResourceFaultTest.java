package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Content;
import io.sshra.testing.ForkedJvm;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine runs out of a resource. Each test has its own JVM, see {@link ResourceFaults}. */
@RequiresOpenSsh
@Tag("long")
class ResourceFaultTest {

    private OpenSshServer server;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server = OpenSshServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(ForkedJvm jvm, ResourceFaults.Fault fault, String argument) throws Exception {
        String output = jvm.run(ResourceFaults.class, fault.name(), server.host(), String.valueOf(server.port()), server.username(),
                server.privateKeyFile().toString(), server.hostKeyFingerprint(), argument);
        System.out.print(output);
        assertThat(output).contains("DONE");
        return output;
    }

    @Test
    void aConnectWithoutFileDescriptorsFailsAndRecovers() throws Exception {
        run(new ForkedJvm().limit("-n 400"), ResourceFaults.Fault.NO_FILE_DESCRIPTORS, "");
    }

    @Test
    void anOutputThatDoesNotFitIntoMemoryHarmsItsOwnCallerOnly() throws Exception {
        run(new ForkedJvm().option("-Xmx96m"), ResourceFaults.Fault.NO_MEMORY, "");
    }

    @Test
    void aNameServiceThatHangsDelaysNobodyElse() throws Exception {
        Path hosts = folder.resolve("hosts");
        mkfifo(hosts);
        run(new ForkedJvm().option("-Djdk.net.hosts.file=" + hosts), ResourceFaults.Fault.NO_NAME_SERVICE, hosts.toString());
    }

    private static void mkfifo(Path file) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    }

    /** A limit of the file size simulates a full disk. */
    @Test
    void anUnwritableKnownHostsFileRefusesTheNewHostUnchanged() throws Exception {
        Path knownHosts = Files.write(folder.resolve("known_hosts"), List.of("# " + "x".repeat(2000)));
        byte[] before = Files.readAllBytes(knownHosts);
        run(new ForkedJvm().option("-XX:-UsePerfData").limit("-f 1"), ResourceFaults.Fault.NO_SPACE, knownHosts.toString());
        assertThat(knownHosts).satisfies(Content.exactly(before));
        assertThat(folder).isDirectoryContaining(file -> file.equals(knownHosts));
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing else is left").containsExactly(knownHosts);
        }
        assertThat(server.authenticatedConnections()).as("nothing secret was sent").isZero();
    }
}
