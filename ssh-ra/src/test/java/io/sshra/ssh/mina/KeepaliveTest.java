package io.sshra.ssh.mina;

import static io.sshra.ssh.mina.Keepalive.Turn.ASK;
import static io.sshra.ssh.mina.Keepalive.Turn.GIVE_UP;
import static io.sshra.ssh.mina.Keepalive.Turn.SKIP;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeepaliveTest {

    private static final long INTERVAL = 30_000_000_000L;

    private final Keepalive keepalive = new Keepalive(INTERVAL, 3, 0);
    private long now;
    private long heard;

    private Keepalive.Turn after(double intervals) {
        now += (long) (intervals * INTERVAL);
        return keepalive.turn(now, heard);
    }

    @Test
    void aServerThatIsSilentAfterAsManyRequestsAsAllowedIsGone() {
        heard = 1;
        assertThat(after(1)).isEqualTo(ASK);
        assertThat(after(1)).as("one missed").isEqualTo(ASK);
        assertThat(after(1)).as("two").isEqualTo(ASK);
        assertThat(after(1)).as("three").isEqualTo(GIVE_UP);
    }

    @Test
    void anyPacketIsAnAnswer() {
        for (int i = 0; i < 20; i++) {
            heard = now + 1;
            assertThat(after(1)).isEqualTo(ASK);
            assertThat(after(1)).isEqualTo(ASK);
        }
    }

    /** All turns that were missed are due at once, before anything that the server sent could be read. */
    @Test
    void aProcessThatStoodStillAsksAgainAndGivesTheServerAnotherPeriod() {
        heard = 1;
        assertThat(after(1)).isEqualTo(ASK);
        assertThat(after(100)).as("the first turn after it").isEqualTo(ASK);
        for (int i = 0; i < 99; i++) {
            assertThat(after(0.0001)).as("the turns that it missed").isEqualTo(SKIP);
        }
        heard = now;
        assertThat(after(0.9901)).isEqualTo(ASK);
    }

    @Test
    void aServerThatIsGoneAfterwardsIsFoundAllTheSame() {
        heard = 1;
        assertThat(after(1)).isEqualTo(ASK);
        assertThat(after(50)).isEqualTo(ASK);
        assertThat(after(1)).isEqualTo(ASK);
        assertThat(after(1)).isEqualTo(ASK);
        assertThat(after(1)).isEqualTo(GIVE_UP);
    }
}
