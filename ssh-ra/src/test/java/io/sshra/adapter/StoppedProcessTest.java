package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.ForkedJvm;
import io.sshra.testing.Watchdog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The adapter's whole process is suspended: SIGSTOP, a debugger, paging, a migrated virtual machine. */
@Tag("long")
class StoppedProcessTest {

    /** Keepalive gives up after 2 s, validation after 1 s. */
    private static final Duration LONGER_THAN_ANY_LIMIT = Duration.ofSeconds(6);

    @Test
    void aConnectionOutlivesAProcessThatStoodStillForLongerThanItsTimeouts() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
            Process client = new ForkedJvm().start(StoppedProcessClient.class, server.host(), String.valueOf(server.port()),
                    server.hostKeyFingerprint());
            Watchdog watchdog = Watchdog.over(client.toHandle());
            try (BufferedReader out = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                    OutputStream in = client.getOutputStream()) {
                String number = next(out, "connected ");

                signal(client, "-STOP");
                TimeUnit.NANOSECONDS.sleep(LONGER_THAN_ANY_LIMIT.toNanos());
                signal(client, "-CONT");

                // Long enough for several turns of keepalive and validation.
                long until = System.nanoTime() + LONGER_THAN_ANY_LIMIT.toNanos() / 2;
                for (int i = 0; System.nanoTime() - until < 0; i++) {
                    in.write(("line" + i + "\n").getBytes(StandardCharsets.UTF_8));
                    in.flush();
                    assertThat(next(out, "echo ")).as("the same process on the same connection").isEqualTo("line" + i + " " + number);
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                assertThat(server.authenticatedSessions()).isEqualTo(1);
            } finally {
                client.destroyForcibly();
                watchdog.close();
            }
        }
    }

    private static void signal(Process process, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    /** The rest of the line that starts like this. Other lines are from the log. */
    private static String next(BufferedReader out, String beginning) throws Exception {
        StringBuilder before = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("no line \"" + beginning + "\": " + before);
    }
}
