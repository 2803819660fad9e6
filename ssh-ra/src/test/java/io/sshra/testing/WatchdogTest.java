package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a JVM has started ends when the JVM is killed. */
@RequiresOpenSsh
class WatchdogTest {

    /** sshd, the shell, its child, and the watchdogs of the first two. */
    private static final int STARTED = 5;

    /** Starts a server, prints the pids of its processes, and waits to be killed. */
    static final class Starter {

        public static void main(String[] arguments) throws Exception {
            OpenSshServer server = OpenSshServer.start();
            Process parent = new ProcessBuilder("/bin/sh", "-c", "sleep 1000 & echo started; wait").start();
            parent.getInputStream().read();
            Watchdog.overChildren("sleep 1000");
            Stream.concat(ProcessHandle.current().children(), parent.children()).forEach(process -> System.out.println(process.pid()));
            System.out.println(server.port());
            TimeUnit.DAYS.sleep(1);
        }
    }

    private static List<ProcessHandle> processesOf(Process jvm) throws Exception {
        BufferedReader said = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.US_ASCII));
        List<ProcessHandle> processes = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            ProcessHandle.of(Long.parseLong(line)).ifPresent(processes::add);
            if (processes.size() == STARTED) {
                return processes;
            }
        }
        throw new AssertionError("it ended");
    }

    @Test
    void serversOfAKilledJvmAreKilled() throws Exception {
        Process jvm = new ForkedJvm().start(Starter.class);
        List<ProcessHandle> started = processesOf(jvm);
        try {
            assertThat(started).allMatch(ProcessHandle::isAlive);
            // A suspended process is killed as well.
            Workspace.run("kill", "-STOP", String.valueOf(started.get(0).pid()));

            jvm.destroyForcibly();

            await().untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
        } finally {
            Stream.concat(Stream.of(jvm.toHandle()), started.stream()).forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aProcessThatIsNoLongerGuardedIsLeftAlone() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        try {
            Watchdog watchdog = Watchdog.over(process.toHandle());
            watchdog.close();
            await().until(() -> ProcessHandle.current().children().noneMatch(child -> child.info().commandLine().orElse("")
                    .endsWith("watchdog " + process.pid())));
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
