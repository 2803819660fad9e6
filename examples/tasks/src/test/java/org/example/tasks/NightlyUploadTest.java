package org.example.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sshra.SshErrorCode;
import io.sshra.fake.FakeSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightlyUploadTest {

    private final FakeSsh ssh = new FakeSsh();
    private final NightlyUpload job = new NightlyUpload();

    @TempDir
    private Path reports;

    /** The root of the machine's files. */
    @TempDir
    private Path machine;

    @BeforeEach
    void inject() throws IOException {
        ssh.machine("demo").withFiles(machine);
        job.ssh = ssh;
        Files.writeString(reports.resolve("a.csv"), "1;one\n");
    }

    @Test
    void theFolderIsUploadedAndNoConnectionStays() throws IOException {
        job.upload(reports, "/reports");

        assertEquals("1;one\n", Files.readString(machine.resolve("reports/a.csv")));
        assertEquals(0, ssh.sessions().totalConnections());
    }

    @Test
    void aRunAfterAFailedOneTriesAgain() throws IOException {
        ssh.machine("demo").fails(SshErrorCode.CONNECT_TIMEOUT);
        job.upload(reports, "/reports");
        assertFalse(Files.exists(machine.resolve("reports")));

        ssh.machine("demo").recovers();
        job.upload(reports, "/reports");

        assertEquals("1;one\n", Files.readString(machine.resolve("reports/a.csv")));
    }
}
