package io.sshra.pool.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lincheck explores the interleavings of two threads: each result equals that of some sequential order. */
@Tag("lincheck")
@Tag("long")
class ConnectionStateTest {

    private static ConnectionState open(int uses) {
        ConnectionState state = new ConnectionState();
        state.move(ConnectionState.RESERVED, ConnectionState.CONNECTING);
        state.move(ConnectionState.CONNECTING, ConnectionState.OPEN);
        for (int i = 0; i < uses; i++) {
            state.beginUse();
        }
        return state;
    }

    /** Channels and activity begin while another thread evicts, retires or closes. */
    public static class Beginnings {

        private final ConnectionState state = open(0);
        private volatile boolean active;

        @Operation
        public boolean beginUse() {
            return state.beginUse();
        }

        @Operation
        public void touch() {
            active = true;
            state.touch();
        }

        /** Like the pool: reads the word, then the clock, then moves. */
        @Operation
        public boolean evictIfIdle() {
            long seen = state.look();
            return !active && state.evict(seen);
        }

        @Operation
        public int retire() {
            return state.retire();
        }

        @Operation
        public int close() {
            return state.close();
        }

        @Operation
        public int state() {
            return state.get();
        }
    }

    /** Channels end while another thread retires, closes or begins a channel. */
    public static class Ends {

        private final ConnectionState state = open(2);

        @Operation(runOnce = true)
        public boolean endFirst() {
            return state.endUse();
        }

        @Operation(runOnce = true)
        public boolean endSecond() {
            return state.endUse();
        }

        @Operation
        public boolean beginUse() {
            return state.beginUse();
        }

        @Operation
        public int retire() {
            return state.retire();
        }

        @Operation
        public int close() {
            return state.close();
        }

        @Operation
        public int uses() {
            return state.uses();
        }
    }

    /** A connection opens while another thread retires it: it is retired or ended, and takes no more channels. */
    public static class Openings {

        private final ConnectionState state = new ConnectionState();
        private volatile boolean retired;

        @Operation(runOnce = true)
        public boolean start() {
            return state.move(ConnectionState.RESERVED, ConnectionState.CONNECTING);
        }

        @Operation(runOnce = true)
        public boolean opened() {
            return state.move(ConnectionState.CONNECTING, ConnectionState.OPEN);
        }

        @Operation
        public int retire() {
            int before = state.retire();
            retired = true;
            return before;
        }

        @Operation
        public boolean beginUse() {
            boolean after = retired;
            boolean begun = state.beginUse();
            if (after && begun) {
                throw new AssertionError("a channel on a retired connection");
            }
            return begun;
        }
    }

    @Test
    void beginningAChannelIsLinearizable() {
        Interleavings.explored().check(Beginnings.class);
    }

    @Test
    void openingIsLinearizable() {
        Interleavings.explored().check(Openings.class);
    }

    @Test
    void endingAChannelIsLinearizable() {
        Interleavings.explored().check(Ends.class);
    }

    @Test
    void channelsAreCountedInEveryStateApartFromTheStamp() {
        ConnectionState state = new ConnectionState();
        assertThat(state.beginUse()).as("not open yet").isFalse();
        state.move(ConnectionState.RESERVED, ConnectionState.CONNECTING);
        state.move(ConnectionState.CONNECTING, ConnectionState.OPEN);
        for (int i = 0; i < 100_000; i++) {
            assertThat(state.beginUse()).isTrue();
            state.touch();
        }
        assertThat(state.uses()).isEqualTo(100_000);
        assertThat(state.evict(state.look())).isFalse();
        assertThat(state.move(ConnectionState.OPEN, ConnectionState.RETIRED)).isTrue();
        for (int i = 1; i < 100_000; i++) {
            assertThat(state.endUse()).isFalse();
        }
        assertThat(state.endUse()).isTrue();
        assertThat(state.close()).isEqualTo(ConnectionState.RETIRED);
        assertThat(state.close()).isEqualTo(ConnectionState.ALREADY);
    }
}
