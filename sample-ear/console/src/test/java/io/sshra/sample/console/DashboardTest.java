package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.junit.jupiter.api.Test;

class DashboardTest {

    private static final long LIMIT_MILLIS = 30_000;

    private final FigureHistory figures = new FigureHistory();
    private final LastCloses closes = new LastCloses();
    private int second;

    private FigureHistory.Sample sample(FigureHistory.Reading reading) {
        return figures.add(Instant.ofEpochSecond(second), reading);
    }

    /** Two seconds after the one before. */
    private FigureHistory.Sample sample(long commands) {
        second += 2;
        return sample(new FigureHistory.Reading(TimeUnit.SECONDS.toNanos(second), commands, 3, 1, 2, 4));
    }

    @Test
    void aSampleHasTheCommandsSinceTheOneBefore() {
        assertThat(sample(100).commands).as("nothing was before").isNull();
        FigureHistory.Sample next = sample(107);
        assertThat(next.commands).isEqualTo(7);
        assertThat(next.seconds).isEqualTo(2);
        assertThat(next.openConnections).isEqualTo(3);
        assertThat(sample(107).commands).isZero();
    }

    @Test
    void countsThatBeganAnewAreNoNegativeRate() {
        sample(100);
        assertThat(sample(5).commands).as("those since the reset").isEqualTo(5);
        assertThat(sample(6).commands).isEqualTo(1);
    }

    @Test
    void anAdapterThatDoesNotRunHasNoFiguresAndNoneAreMadeUpWhenItRunsAgain() {
        sample(100);
        second += 2;
        FigureHistory.Sample absent = sample(null);
        assertThat(absent.openConnections).isNull();
        assertThat(absent.commands).isNull();
        FigureHistory.Sample again = sample(3);
        assertThat(again.openConnections).isEqualTo(3);
        assertThat(again.commands).isNull();
        assertThat(sample(4).commands).isEqualTo(1);
    }

    @Test
    void timesAreTheMeanOfWhatCameInSinceTheSampleBefore() {
        figures.commandTook(Duration.ofMillis(10));
        figures.commandTook(Duration.ofMillis(15));
        figures.connectTook(Duration.ofMillis(300));
        FigureHistory.Sample both = sample(2);
        assertThat(both.commandMillis).isEqualTo(12.5);
        assertThat(both.connectMillis).isEqualTo(300);
        assertThat(sample(2).commandMillis).isNull();
    }

    @Test
    void tenMinutesAreKept() {
        for (int i = 0; i < FigureHistory.MOST + 10; i++) {
            sample(i);
        }
        List<FigureHistory.Sample> all = figures.all();
        assertThat(all).hasSize(300);
        assertThat(all.get(299).at - all.get(0).at).isEqualTo(Duration.ofSeconds(598).toMillis());
        assertThat(all.get(299).at).isEqualTo(Duration.ofSeconds(second).toMillis());
    }

    private void closed(String user) {
        LastCloses.Close close = new LastCloses.Close();
        close.user = user;
        closes.add(close);
    }

    @Test
    void usersSeeTheirOwnLastClosesAndTheAdministratorAll() {
        closed("alice");
        for (int i = 0; i < 60; i++) {
            closed("bob");
        }
        closed(null);

        assertThat(closes.of(new Visit("alice", Set.of("user"), ""))).extracting(close -> close.number).containsExactly(1L);
        assertThat(closes.of(new Visit("bob", Set.of("user"), ""))).hasSize(50).extracting(close -> close.number).startsWith(61L, 60L);
        assertThat(closes.of(new Visit("carol", Set.of("user"), ""))).isEmpty();
        assertThat(closes.of(new Visit("carol", Set.of("user", "administrator"), ""))).hasSize(50).extracting(close -> close.number).startsWith(62L, 61L);
    }

    @Test
    void closesAreToldOnceAndTheOldestAreForgotten() {
        for (int i = 0; i < LastCloses.MOST; i++) {
            closed("alice");
        }
        closed("bob");
        assertThat(closes.takeUntold()).hasSize(LastCloses.MOST + 1);
        assertThat(closes.takeUntold()).isEmpty();
        for (int i = 0; i < LastCloses.MOST - 1; i++) {
            closed("alice");
        }
        assertThat(closes.of(new Visit("bob", Set.of(), ""))).hasSize(1);
        closed("alice");
        assertThat(closes.of(new Visit("bob", Set.of(), ""))).isEmpty();
    }

    /** As the adapter has it. */
    @Name("io.sshra.Close")
    @StackTrace(false)
    static class Close extends Event {
        String user = "alice";
        String session = "s";
        String profile = "web-1";
        String target = "deploy@web-1:22";
        String reason = "idle_timeout";
        long commands = 2;
        @Timespan(Timespan.NANOSECONDS)
        long open = TimeUnit.SECONDS.toNanos(3);
    }

    /** Likewise. */
    @Name("io.sshra.Command")
    @StackTrace(false)
    static class Command extends Event {
        String result;
    }

    private static void command(String result) throws InterruptedException {
        Command command = new Command();
        command.begin();
        Thread.sleep(20);
        command.result = result;
        command.commit();
    }

    @Test
    void whatHappensInTheAdapterIsHeardAndNothingIsLeftWhenTheApplicationEnds() throws Exception {
        AdapterEvents events = new AdapterEvents(closes, figures);
        Thread listener = new Thread(events);
        listener.start();
        Visit alice = new Visit("alice", Set.of(), "");
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        while (closes.of(alice).isEmpty()) {
            assertThat(System.currentTimeMillis()).isLessThan(deadline);
            command("SSHRA001701");
            new Close().commit();
        }
        assertThat(sample(1).commandMillis).as("of one that could not run").isNull();
        Double millis = null;
        while (millis == null) {
            assertThat(System.currentTimeMillis()).isLessThan(deadline);
            command("exit:0");
            millis = sample(1).commandMillis;
        }

        LastCloses.Close heard = closes.of(alice).get(0);
        assertThat(List.of(heard.session, heard.profile, heard.target, heard.reason)).containsExactly("s", "web-1", "deploy@web-1:22", "idle_timeout");
        assertThat(heard.openMillis).isEqualTo(3000);
        assertThat(heard.commands).isEqualTo(2);
        assertThat(Instant.parse(heard.at)).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(millis).isBetween(20.0, (double) LIMIT_MILLIS);

        events.close();
        listener.join(LIMIT_MILLIS);
        assertThat(listener.isAlive()).isFalse();
        assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
    }
}
