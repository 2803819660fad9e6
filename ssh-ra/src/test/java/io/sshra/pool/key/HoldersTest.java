package io.sshra.pool.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lincheck explores the interleavings of two threads that hold and let go, while another closes the number. */
@Tag("lincheck")
@Tag("long")
class HoldersTest {

    /** Two holders at first. Never more leave than came. */
    public static class Moves {

        private final Holders holders = new Holders();

        public Moves() {
            holders.enter();
        }

        @Operation
        public boolean enter() {
            return holders.enter();
        }

        @Operation(runOnce = true)
        public boolean leaveFirst() {
            return holders.leave();
        }

        @Operation(runOnce = true)
        public boolean leaveSecond() {
            return holders.leave();
        }

        @Operation
        public boolean closeAtTwo() {
            return holders.close(2);
        }

        @Operation
        public boolean closeAtOne() {
            return holders.close(1);
        }

        @Operation(runOnce = true)
        public void reopen() {
            holders.reopen();
        }

        @Operation
        public int number() {
            return holders.number();
        }
    }

    @Test
    void everyMoveIsLinearizable() {
        Interleavings.explored().check(Moves.class);
    }

    @Test
    void aClosedNumberShrinksOnlyAndOpensAgainUnlessAllHaveLeft() {
        Holders holders = new Holders();
        assertThat(holders.enter()).isTrue();
        assertThat(holders.close(1)).as("another number").isFalse();
        assertThat(holders.close(2)).isTrue();
        assertThat(holders.close(2)).as("closed already").isFalse();
        assertThat(holders.enter()).isFalse();
        assertThat(holders.leave()).isFalse();
        holders.reopen();
        assertThat(holders.enter()).isTrue();
        assertThat(holders.number()).isEqualTo(2);
        assertThat(holders.leave()).isFalse();
        assertThat(holders.leave()).as("the last one").isTrue();
        holders.reopen();
        assertThat(holders.enter()).isFalse();
        assertThat(holders.number()).isZero();
        assertThat(holders.close(0)).isFalse();
    }
}
