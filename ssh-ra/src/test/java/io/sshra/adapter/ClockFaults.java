package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/** The main class of {@link ClockFaultTest}: arguments are the server's, the file that moves the clock, and by how much. */
final class ClockFaults {

    private static final Duration LONGER_THAN_ANY_OF_IT = Duration.ofSeconds(20);

    private ClockFaults() {
    }

    public static void main(String[] arguments) throws Exception {
        Path clock = Path.of(arguments[5]);
        try (Relay relay = Relay.to(Integer.parseInt(arguments[1])); AdapterFixture fixture = new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(2);
            adapter.setCredentialSuspensionSeconds(6);
        }, definition -> definition.setConnectTimeoutSeconds(5))) {
            SshTarget.Builder target = SshTarget.builder().host(arguments[0]).port(relay.port()).username(arguments[2])
                    .privateKey(Files.readString(Path.of(arguments[3]))).hostKeyFingerprint(arguments[4]);
            SshConnection held = fixture.factory.getConnection(AdapterFixture.spec("alice", "held", "p", target.build()));
            assertThat(held.exec("true").succeeded()).isTrue();
            SshTarget wrong = SshTarget.builder().host(arguments[0]).port(relay.port()).username(arguments[2])
                    .password("wrong".toCharArray()).hostKeyFingerprint(arguments[4]).build();
            assertThat(refusal(fixture, wrong)).isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);

            Instant before = Instant.now();
            set(clock, arguments[6]);
            await("the clock of this process is set").atMost(LONGER_THAN_ANY_OF_IT)
                    .until(() -> Duration.between(before, Instant.now()).abs().toMinutes() >= 59);

            assertThat(refusal(fixture, wrong)).as("not offered again just because the date is another").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
            assertThat(held.info().alive()).isTrue();
            assertThat(held.info().idleSeconds()).isLessThan(LONGER_THAN_ANY_OF_IT.toSeconds());
            long start = System.nanoTime();
            assertThat(held.exec(SshCommand.shell("sleep 60").withTimeout(Duration.ofMillis(500))).timedOut()).isTrue();
            tookNoLonger(start, "the time limit of a command");
            await().atMost(LONGER_THAN_ANY_OF_IT).until(() -> refusal(fixture, wrong) == SshErrorCode.AUTHENTICATION_REFUSED);
            tookNoLonger(start, "the suspension of a credential");
            start = System.nanoTime();
            relay.lose(Direction.TO_SERVER);
            relay.lose(Direction.TO_CLIENT);
            assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec("alice", "new", "p", target.build())))
                    .extracting("code").isEqualTo(SshErrorCode.CONNECT_TIMEOUT);
            tookNoLonger(start, "the connect time-out");
            await().atMost(LONGER_THAN_ANY_OF_IT).until(() -> !held.info().alive());
            tookNoLonger(start, "the keepalive, which has found the silent server");
            relay.release(Direction.TO_SERVER);
            relay.release(Direction.TO_CLIENT);
            assertThat(held.exec("echo back").stdout()).isEqualTo("back\n");
        }
        System.out.println("DONE");
    }

    /** At once: whoever asks for the time meanwhile reads the file. */
    private static void set(Path clock, String moved) throws IOException {
        Path next = Files.writeString(clock.resolveSibling("next"), moved + "\n");
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    private static SshErrorCode refusal(AdapterFixture fixture, SshTarget wrong) {
        return catchThrowableOfType(SshException.class,
                () -> fixture.factory.getConnection(AdapterFixture.spec("mallory", "s", "p", wrong))).code();
    }

    private static void tookNoLonger(long start, String what) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("[figure] %s: %.2f s%n", what, took.toNanos() / 1e9);
        assertThat(took).isLessThan(LONGER_THAN_ANY_OF_IT);
    }
}
