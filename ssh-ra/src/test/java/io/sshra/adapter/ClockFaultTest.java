package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.ForkedJvm;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresFakeTime;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the machine's clock while the adapter runs; in a JVM of its own, see {@link ClockFaults}. */
@RequiresOpenSsh
@RequiresFakeTime
@Timeout(90)
class ClockFaultTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-1h", "+1h"})
    void everythingTakesAsLongAsBefore(String moved) throws Exception {
        Path clock = Files.writeString(folder.resolve("moved"), "+0\n");
        try (OpenSshServer server = OpenSshServer.start()) {
            String output = new ForkedJvm().environment("LD_PRELOAD", RequiresFakeTime.Condition.library().get(0).toString())
                    .environment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                    .environment("FAKETIME_CACHE_DURATION", "1")
                    // As the system does: nothing but the date is set.
                    .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                    .run(ClockFaults.class, server.host(), String.valueOf(server.port()), server.username(),
                            server.privateKeyFile().toString(), server.hostKeyFingerprint(), clock.toString(), moved);
            System.out.print(output);
            assertThat(output).contains("DONE");
        }
    }
}
