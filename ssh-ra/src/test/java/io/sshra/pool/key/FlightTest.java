package io.sshra.pool.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshPrompt;
import io.sshra.SshPromptRequest;
import io.sshra.pool.Answerer;
import io.sshra.ssh.CallersTask;
import io.sshra.ssh.PendingPrompt;
import io.sshra.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A server's questions, and the callers that wait for the connection. */
class FlightTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Flight flight = new Flight();
    private final List<List<char[]>> replies = new ArrayList<>();

    /** Asks two questions; the reply ends the connect. */
    private void ask() {
        SshPromptRequest request = new SshPromptRequest("", "",
                List.of(new SshPrompt("Password: ", false), new SshPrompt("Code: ", true)));
        flight.ask(new PendingPrompt("u@host:22", request, answers -> {
            synchronized (replies) {
                replies.add(answers);
            }
            flight.settle();
        }));
    }

    private void assertUnanswered(Answerer answerer, String message) {
        ask();
        assertThatThrownBy(() -> flight.await(LONG, "u@host:22", answerer)).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("SSHRA001305").hasMessageContaining("u@host:22").hasMessageContaining(message);
        assertThat(replies).as("the server is not kept waiting").hasSize(1).containsOnlyNulls();
        assertThat(flight.isUnanswered()).isTrue();
    }

    private static char[] text(String text) {
        return text.toCharArray();
    }

    /** Also by a caller who can't answer questions. */
    @Test
    void aTaskIsDoneByOneCallerOnItsOwnThread() throws Exception {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            CallersTask<String> task = new CallersTask<>(() -> {
                threads.add(Thread.currentThread());
                return "done";
            });
            List<Future<Thread>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(callers.submit(() -> {
                    flight.await(Patience.LIMIT, "u@host:22", null);
                    return Thread.currentThread();
                }));
            }
            flight.needs(task);
            assertThat(task.await(Patience.LIMIT)).isEqualTo("done");
            flight.settle();
            List<Thread> all = new ArrayList<>();
            for (Future<Thread> caller : waiting) {
                all.add(caller.get(Patience.SECONDS, TimeUnit.SECONDS));
            }
            assertThat(threads).hasSize(1);
            assertThat(all).contains(threads.get(0));
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void theAnswersAreSentAsTheReply() throws Exception {
        ask();
        flight.await(LONG, "u@host:22", prompt -> List.of(text("a"), text("b")));
        assertThat(replies).singleElement().satisfies(answers -> assertThat(answers).containsExactly(text("a"), text("b")));
        assertThat(flight.isUnanswered()).isFalse();
    }

    @Test
    void aMissingAnswerIsRepliedToo() throws Exception {
        ask();
        flight.await(LONG, "u@host:22", prompt -> null);
        assertThat(replies).hasSize(1).containsOnlyNulls();
        assertThat(flight.isUnanswered()).isTrue();
    }

    @Test
    void anExceptionOfTheAnswererReachesTheCallerWithACode() {
        assertUnanswered(prompt -> {
            throw new IllegalStateException("of the handler");
        }, "failed");
    }

    @Test
    void anErrorOfTheAnswererBlocksNobody() {
        assertUnanswered(prompt -> {
            throw new NoClassDefFoundError("of the handler");
        }, "failed");
    }

    @Test
    void tooFewAnswersAreRejectedAndWiped() {
        char[] given = text("secret");
        assertUnanswered(prompt -> List.of(given), "1 answers to 2 questions");
        assertThat(given).containsOnly('\0');
    }

    @Test
    void aNullAnswerCountsAsMissing() {
        char[] given = text("secret");
        assertUnanswered(prompt -> Arrays.asList(given, null), "1 answers to 2 questions");
        assertThat(given).containsOnly('\0');
    }

    @Test
    void tooManyAnswersAreRejected() {
        assertUnanswered(prompt -> List.of(text("a"), text("b"), text("c")), "3 answers to 2 questions");
    }

    @Test
    void aCodedExceptionOfTheAnswererKeepsItsCode() {
        ask();
        assertThatThrownBy(() -> flight.await(LONG, "u@host:22", prompt -> {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "nothing is bound");
        })).isInstanceOf(SshProfileException.class);
        assertThat(replies).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aCallerThatCannotAnswerIsNotAskedAndTimesOut() {
        ask();
        assertThatThrownBy(() -> flight.await(Duration.ofNanos(1), "u@host:22", null)).isInstanceOf(SshConnectException.class)
                .hasMessageContaining("SSHRA001203").hasMessageContaining("u@host:22");
        assertThat(replies).isEmpty();
    }

    @RepeatedTest(100)
    void oneWaitingCallerIsAskedAndAllGetTheResult() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Answerer answerer = i == 0 ? null : prompt -> List.of(text("a"), text("b"));
                waiting.add(threads.submit(() -> {
                    flight.await(LONG, "u@host:22", answerer);
                    return null;
                }));
            }
            ask();
            for (Future<?> waiter : waiting) {
                waiter.get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            assertThat(replies).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
