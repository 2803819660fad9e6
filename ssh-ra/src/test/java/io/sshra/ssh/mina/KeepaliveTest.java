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

    /** Both turns of an interval, on time. */
    private Keepalive.Turn interval() {
        assertThat(after(0.5)).isEqualTo(SKIP);
        return after(0.5);
    }

    private Keepalive.Turn after(double intervals) {
        return after(intervals, keepalive);
    }

    private Keepalive.Turn after(double intervals, Keepalive of) {
        now += (long) (intervals * INTERVAL);
        return of.turn(now, heard);
    }

    @Test
    void aServerIsGoneAfterTheMaximumOfMissedReplies() {
        heard = 1;
        assertThat(interval()).isEqualTo(ASK);
        assertThat(interval()).as("one missed").isEqualTo(ASK);
        assertThat(interval()).as("two").isEqualTo(ASK);
        assertThat(interval()).as("three").isEqualTo(GIVE_UP);
    }

    @Test
    void anyPacketIsAnAnswer() {
        for (int i = 0; i < 20; i++) {
            heard = now + 1;
            assertThat(interval()).isEqualTo(ASK);
            assertThat(interval()).isEqualTo(ASK);
        }
    }

    /** All missed turns are due at once, before anything from the server can be read. */
    @Test
    void aProcessThatStoodStillAsksAgainAndGivesTheServerAnotherPeriod() {
        heard = 1;
        assertThat(interval()).isEqualTo(ASK);
        assertThat(after(100)).as("the first turn after the standstill").isEqualTo(ASK);
        for (int i = 0; i < 99; i++) {
            assertThat(after(0.0001)).as("the missed turns").isEqualTo(SKIP);
        }
        heard = now;
        assertThat(after(0.7401)).isEqualTo(ASK);
    }

    /** If one missed reply ends the connection, a standstill must not count as one, whenever it happens. */
    @Test
    void aStandstillLosesNoConnectionWhereOneMissIsAllowed() {
        Keepalive strict = new Keepalive(INTERVAL, 1, 0);
        heard = 1;
        assertThat(after(0.5, strict)).isEqualTo(SKIP);
        assertThat(after(0.5, strict)).isEqualTo(ASK);
        assertThat(after(0.98, strict)).as("it was suspended since, and has read nothing yet").isEqualTo(ASK);
        assertThat(after(0.5, strict)).isEqualTo(SKIP);
        assertThat(after(0.5, strict)).as("now it had the time to").isEqualTo(GIVE_UP);
    }

    @Test
    void aServerThatIsGoneAfterAStandstillIsDetected() {
        heard = 1;
        assertThat(interval()).isEqualTo(ASK);
        assertThat(after(50)).isEqualTo(ASK);
        assertThat(interval()).isEqualTo(ASK);
        assertThat(interval()).isEqualTo(ASK);
        assertThat(interval()).isEqualTo(GIVE_UP);
    }
}
