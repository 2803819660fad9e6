package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private long now;
    private final Expiry expiry = new Expiry(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void pagesAreToldForTheLastTwoMinutesAndOnceThatItGoesOn() {
        expiry.use(Duration.ofMinutes(30));
        pass(Duration.ofMinutes(28).minusNanos(1));
        assertThat(expiry.takeNotice()).isNull();
        pass(Duration.ofNanos(1));
        assertThat(expiry.takeNotice().secondsLeft()).isEqualTo(120);
        pass(Duration.ofSeconds(90));
        assertThat(expiry.takeNotice().secondsLeft()).isEqualTo(30);

        expiry.use(Duration.ofMinutes(30));

        assertThat(expiry.takeNotice().secondsLeft()).isNull();
        assertThat(expiry.takeNotice()).isNull();
    }

    @Test
    void aShortSessionIsNotAskedAboutAllTheTime() {
        expiry.use(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(29));
        assertThat(expiry.takeNotice()).isNull();
        pass(Duration.ofSeconds(1));
        assertThat(expiry.takeNotice().secondsLeft()).isEqualTo(30);
        pass(Duration.ofSeconds(40));
        assertThat(expiry.takeNotice().secondsLeft()).as("the server has not ended it yet").isZero();
    }

    @Test
    void itIsOverWhenItWasNotUsedForItsLimit() {
        expiry.use(Duration.ofMinutes(5));
        pass(Duration.ofMinutes(6));
        assertThat(expiry.isOverFor(Duration.ofMinutes(1))).isFalse();
        now += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(expiry.isOverFor(Duration.ofMinutes(1))).isTrue();
        expiry.use(Duration.ofMinutes(5));
        assertThat(expiry.isOverFor(Duration.ZERO)).isFalse();
    }
}
