package io.sshra.adapter;

import io.sshra.testing.EmbeddedSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of rules, against a server that records what it runs. */
abstract class RuledServer {

    static EmbeddedSshServer server;

    @TempDir
    Path folder;
    private int ranBefore;

    @BeforeAll
    static void start() {
        server = EmbeddedSshServer.start(customized -> {
            customized.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
            customized.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void count() {
        ranBefore = server.commands().size();
    }

    final AdapterFixture ruledBy(String... lines) throws Exception {
        Path file = Files.writeString(folder.resolve("policy"), String.join("\n", lines) + "\n");
        return new AdapterFixture(adapter -> { }, definition -> definition.setPolicyFile(file.toString()));
    }

    /** What has run since the test began. */
    final List<String> ran() {
        List<String> all = server.commands();
        return all.subList(ranBefore, all.size());
    }
}
