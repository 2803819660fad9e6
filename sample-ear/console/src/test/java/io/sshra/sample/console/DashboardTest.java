package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshConnectionFactoryMXBean.Connection;
import io.sshra.sample.oversight.Agents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.junit.jupiter.api.Test;

class DashboardTest {

    /** Only ends a hanging test. */
    private static final long LIMIT_MILLIS = 180_000;
    private static final String SESSION = "1c9c7a61-7a3a-4f8e-a2f2-7a8f2f1f0c55";
    private static final String TARGET = "deploy@web-1.example.org:22";

    private static final Visit CAROL = new Visit("carol", Set.of("user", "administrator"), "");

    private static long ended;

    private final FigureHistory figures = new FigureHistory();
    private final LastCloses closes = new LastCloses();
    private final HostErrors errors = new HostErrors();
    private int second;

    private FigureHistory.Sample sample(FigureHistory.Reading reading) {
        return figures.add(Instant.ofEpochSecond(second), reading);
    }

    /** Adds a sample two seconds after the previous one. */
    private FigureHistory.Sample sample(long commands) {
        second += 2;
        return sample(new FigureHistory.Reading(TimeUnit.SECONDS.toNanos(second), commands, 3, 1, 2, 4));
    }

    @Test
    void aSampleHasTheCommandsSinceThePreviousOne() {
        assertThat(sample(100).commands()).as("nothing was before").isNull();
        FigureHistory.Sample next = sample(107);
        assertThat(next.commands()).isEqualTo(7);
        assertThat(next.seconds()).isEqualTo(2);
        assertThat(next.openConnections()).isEqualTo(3);
        assertThat(sample(107).commands()).isZero();
    }

    @Test
    void resetCountsAreNoNegativeRate() {
        sample(100);
        assertThat(sample(5).commands()).as("those since the reset").isEqualTo(5);
        assertThat(sample(6).commands()).isEqualTo(1);
    }

    @Test
    void aStoppedAdapterHasNoFiguresAndNoneAreInventedLater() {
        sample(100);
        second += 2;
        FigureHistory.Sample absent = sample(null);
        assertThat(absent.openConnections()).isNull();
        assertThat(absent.commands()).isNull();
        FigureHistory.Sample again = sample(3);
        assertThat(again.openConnections()).isEqualTo(3);
        assertThat(again.commands()).isNull();
        assertThat(sample(4).commands()).isEqualTo(1);
    }

    @Test
    void timesAreMeansSinceThePreviousSample() {
        figures.commandTook(Duration.ofMillis(10));
        figures.commandTook(Duration.ofMillis(15));
        figures.connectTook(Duration.ofMillis(300));
        FigureHistory.Sample both = sample(2);
        assertThat(both.commandMillis()).isEqualTo(12.5);
        assertThat(both.connectMillis()).isEqualTo(300);
        assertThat(sample(2).commandMillis()).isNull();
    }

    @Test
    void endsOfConnectionsAreCountedByTheirReason() {
        figures.closed("idle_timeout");
        figures.closed("idle_timeout");
        figures.closed(null);
        assertThat(sample(2).closes()).containsExactlyInAnyOrderEntriesOf(Map.of("idle_timeout", 2L, "unknown", 1L));
        assertThat(sample(2).closes()).isNull();
    }

    @Test
    void tenMinutesAreKept() {
        for (int i = 0; i < FigureHistory.MOST + 10; i++) {
            sample(i);
        }
        List<FigureHistory.Sample> all = figures.all();
        assertThat(all).hasSize(300);
        assertThat(all.get(299).at() - all.get(0).at()).isEqualTo(Duration.ofSeconds(598).toMillis());
        assertThat(all.get(299).at()).isEqualTo(Duration.ofSeconds(second).toMillis());
    }

    private void closed(String user) {
        closed(0, user, null);
    }

    @Test
    void usersSeeTheirOwnLastClosesAndTheAdministratorAll() {
        closed("alice");
        for (int i = 0; i < 60; i++) {
            closed("bob");
        }
        closed(null);

        assertThat(closes.of(new Visit("alice", Set.of("user"), ""))).extracting(LastCloses.Close::number).containsExactly(1L);
        assertThat(closes.of(new Visit("bob", Set.of("user"), ""))).hasSize(50).extracting(LastCloses.Close::number).startsWith(61L, 60L);
        assertThat(closes.of(new Visit("carol", Set.of("user"), ""))).isEmpty();
        assertThat(closes.of(CAROL)).hasSize(50).extracting(LastCloses.Close::number).startsWith(62L, 61L);
    }

    @Test
    void closesAreReportedOnceAndTheOldestAreForgotten() {
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

    private void failed(String user, String profile, String target, String code) {
        errors.add(user, profile, target, code, Instant.ofEpochSecond(++second));
    }

    @Test
    void errorsOfAMachineHaveTheirCauseAndUsersSeeTheirOwn() {
        failed("alice", "web-1", TARGET, "SSHRA001301");
        failed("bob", "web-2", "bob@web-2.example.org:22", "SSHRA001202");
        failed("alice", "web-1", null, "SSHRA001301");

        assertThat(errors.of(new Visit("alice", Set.of(), ""))).singleElement().satisfies(row -> {
            assertThat(row.host()).as("also if the last event has lost it").isEqualTo("web-1.example.org:22");
            assertThat(row.cause()).isEqualTo("authentication refused");
            assertThat(row.advice()).isEqualTo("Check the user name and the credentials of the profile");
            assertThat(row.count()).isEqualTo(2);
            assertThat(row.lastAt()).isEqualTo(Instant.ofEpochSecond(3).toString());
        });
        assertThat(errors.of(CAROL)).extracting(HostErrors.Row::user).containsExactly("alice", "bob");
        assertThat(errors.takeUntold()).isTrue();
        assertThat(errors.takeUntold()).isFalse();
    }

    @Test
    void theOldestErrorsAreForgotten() {
        failed("alice", "web-1", TARGET, "SSHRA001301");
        for (int i = 1; i < HostErrors.MOST; i++) {
            failed("bob", "web-" + i, TARGET, "SSHRA001301");
        }
        assertThat(errors.of(new Visit("alice", Set.of(), ""))).hasSize(1);
        failed("bob", "web-0", TARGET, "SSHRA001301");
        assertThat(errors.of(new Visit("alice", Set.of(), ""))).isEmpty();
        assertThat(errors.of(CAROL)).hasSize(HostErrors.SHOWN);
    }

    private static Connection connection(long number, String user) {
        return new Connection(number, "web-1", "web-1.example.org", 22, "deploy", user, SESSION, null, null, 0, null, false, true, 0, 0, null, null, null,
                null, null, 0, 0, 0, "", null);
    }

    private LastCloses.Close closed(long connection, String user, String target) {
        closes.add(new LastCloses.Close(0, connection, null, user, null, null, target, null, 0, 0));
        return closes.of(CAROL).get(0);
    }

    @Test
    void namesLostByAnEventComeFromTheListedConnection() {
        closes.list(List.of(connection(7, "alice"), connection(8, "bob")));
        closes.list(List.of());
        assertThat(closed(7, "alice", null).session()).isEqualTo(SESSION);
        assertThat(closed(8, null, null).user()).isEqualTo("bob");
        assertThat(closed(8, null, null).user()).as("it has ended already").isNull();
        assertThat(closed(9, "alice", TARGET).target()).as("was never listed").isEqualTo(TARGET);
    }

    @Test
    void aConnectionOfAnotherAdapterIsNotConfusedWithIt() {
        closes.list(List.of(connection(7, "alice")));
        assertThat(closed(7, "bob", null).session()).isNull();
        assertThat(closed(7, "alice", "other@web-2.example.org:22").session()).isNull();
        assertThat(closed(7, "alice", TARGET).session()).isEqualTo(SESSION);
    }

    /** Like the adapter's event. */
    @Name("io.sshra.Close")
    @StackTrace(false)
    static class Close extends Event {
        String user = "alice";
        String session = SESSION;
        String profile = "web-1";
        String target = TARGET;
        String reason = "idle_timeout";
        long connection = ++ended;
        long commands = connection;
        @Timespan(Timespan.NANOSECONDS)
        long open = TimeUnit.SECONDS.toNanos(3);
    }

    /** Like the adapter's event. */
    @Name("io.sshra.Command")
    @StackTrace(false)
    static class Command extends Event {
        String result;
    }

    /** Like the adapter's event. */
    @Name("io.sshra.Connect")
    @StackTrace(false)
    static class Connect extends Event {
        String user = "alice";
        String profile = "web-1";
        String target = TARGET;
        String result = "SSHRA001202";
    }

    private static void command(String result) throws InterruptedException {
        Command command = new Command();
        command.begin();
        Thread.sleep(20);
        command.result = result;
        command.commit();
    }

    /** Ends connections until the event of one of them arrives. */
    private void awaitClose(Visit visit) throws InterruptedException {
        long before = ended;
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        while (closes.of(visit).isEmpty() || closes.of(visit).get(0).commands() <= before) {
            assertThat(System.currentTimeMillis()).isLessThan(deadline);
            new Close().commit();
            Thread.sleep(100);
        }
    }

    /** A new event type appears while the stream is open; the stream then loses names of more than 16 characters. */
    @Test
    void eventsAreReceivedOnceAndNothingIsLeftAfterTheEnd() throws Exception {
        Visit alice = new Visit("alice", Set.of(), "");
        AdapterEvents events = new AdapterEvents(closes, errors, figures, new Agents());
        Thread listener = new Thread(events);
        listener.start();
        for (int number = 1; number < 1000; number++) {
            closes.list(List.of(connection(number, "alice")));
        }
        awaitClose(alice);
        command("SSHRA001701");
        awaitClose(alice);
        awaitClose(alice);
        assertThat(sample(1).commandMillis()).as("of one that could not run").isNull();
        command("exit:0");
        new Connect().commit();
        awaitClose(alice);
        awaitClose(alice);
        assertThat(errors.of(alice)).extracting(HostErrors.Row::cause).containsExactly("connection refused");
        assertThat(sample(1).commandMillis()).isBetween(20.0, (double) LIMIT_MILLIS);

        List<LastCloses.Close> heard = closes.of(alice);
        assertThat(heard).hasSizeGreaterThan(4).allSatisfy(close -> {
            assertThat(List.of(close.session(), close.profile(), close.target(), close.reason())).containsExactly(SESSION, "web-1", TARGET, "idle_timeout");
            assertThat(close.openMillis()).isEqualTo(3000);
            assertThat(Instant.parse(close.at())).isBetween(Instant.now().minusSeconds(300), Instant.now());
        });
        assertThat(heard).extracting(LastCloses.Close::commands)
                .isEqualTo(LongStream.range(0, heard.size()).mapToObj(i -> heard.get(0).commands() - i).toList());

        events.close();
        listener.join(LIMIT_MILLIS);
        assertThat(listener.isAlive()).isFalse();
        assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
    }
}
