package io.sshra.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often a user may use a level. */
class RatesTest {

    private final Rates rates = new Rates();

    private boolean take(String user, long second) {
        return rates.take("d", "P", user, 2, TimeUnit.SECONDS.toNanos(second));
    }

    @Test
    void aUserMayUseALevelSoOftenWithinAnySixtySeconds() {
        assertThat(take("a", 0)).isTrue();
        assertThat(take("a", 30)).isTrue();
        assertThat(take("a", 59)).isFalse();
        assertThat(take("b", 59)).isTrue();
        assertThat(take("a", 60)).isTrue();
        assertThat(take("a", 89)).isFalse();
        assertThat(take("a", 90)).isTrue();
    }

    @Test
    void threadsAtOnceGetNoMoreThanOne() {
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 2000).parallel().forEach(i -> taken.addAndGet(rates.take("d", "P", "a", 100, 5) ? 1 : 0));
        assertThat(taken).hasValue(100);
    }

    @Test
    void manyUsersAreForgottenAfterAMinuteWithoutUse() {
        IntStream.range(0, 3000).forEach(i -> take("user-" + i, 0));
        assertThat(take("x", 0)).isTrue();
        assertThat(take("x", 100)).isTrue();
        assertThat(rates.size()).isEqualTo(1);
    }
}
