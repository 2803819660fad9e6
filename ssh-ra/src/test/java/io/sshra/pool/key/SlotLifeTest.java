package io.sshra.pool.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.pool.CloseReason;
import io.sshra.pool.ContainerLogin;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lincheck explores the interleavings of two threads on a slot: each result equals that of some sequential order. */
@Tag("lincheck")
@Tag("long")
class SlotLifeTest {

    /** The text of a state that Lincheck compares. */
    private static String told(SlotLife.State<Integer> state) {
        return state == null ? null : state.life() + " " + state.reason() + " " + state.connection();
    }

    /** A connection comes and goes while the slot ends in each way. */
    public static class Connections {

        private final SlotLife<Integer> life = new SlotLife<>();

        @Operation
        public boolean attachFirst() {
            return life.attach(null, 1);
        }

        @Operation
        public boolean replaceFirst() {
            return life.attach(1, 2);
        }

        @Operation
        public boolean detachFirst() {
            return life.detach(1);
        }

        @Operation
        public String release() {
            return told(life.die(CloseReason.EXPLICIT_CLOSE));
        }

        @Operation
        public String retire() {
            return told(life.retire());
        }

        @Operation
        public String closeFirst() {
            return told(life.dieWith(1, CloseReason.SESSION_END));
        }

        @Operation
        public String state() {
            return told(life.get());
        }
    }

    /** The last holder leaves while a connection comes and goes, and while the slot ends. */
    public static class LastHolder {

        private final SlotLife<Integer> life = new SlotLife<>();

        /** Removes the only holder. */
        @Operation(runOnce = true)
        public String letGo() {
            return told(life.letGo());
        }

        @Operation
        public boolean attach() {
            return life.attach(null, 1);
        }

        @Operation
        public boolean detach() {
            return life.detach(1);
        }

        @Operation
        public String release() {
            return told(life.die(CloseReason.EXPLICIT_CLOSE));
        }

        @Operation
        public String state() {
            return told(life.get());
        }
    }

    /** The first login counts. A slot that is not usable sets none. */
    public static class Logins {

        private static final ContainerLogin FIRST = new ContainerLogin("a", new char[0], "a");
        private static final ContainerLogin SECOND = new ContainerLogin("b", new char[0], "b");
        private final SlotLife<Integer> life = new SlotLife<>();

        @Operation
        public String first() {
            return fingerprint(life.fixLogin(FIRST));
        }

        @Operation
        public String second() {
            return fingerprint(life.fixLogin(SECOND));
        }

        /** The previous state has the login to wipe. */
        @Operation(runOnce = true)
        public String die() {
            SlotLife.State<Integer> before = life.die(CloseReason.SESSION_END);
            return before == null ? null : fingerprint(before.login());
        }

        private static String fingerprint(ContainerLogin login) {
            return login == null ? null : login.fingerprint();
        }
    }

    @Test
    void attachingAConnectionIsLinearizable() {
        Interleavings.explored().check(Connections.class);
    }

    @Test
    void theEndOfTheLastHolderIsLinearizable() {
        Interleavings.explored().check(LastHolder.class);
    }

    @Test
    void settingTheLoginIsLinearizable() {
        Interleavings.explored().check(Logins.class);
    }

    @Test
    void onlyAHeldSlotGetsAConnectionAndADeadOneHasNone() {
        SlotLife<Integer> life = new SlotLife<>();
        assertThat(life.attach(null, 1)).isTrue();
        assertThat(life.attach(null, 2)).as("the slot has another connection").isFalse();
        assertThat(life.retire().connection()).isEqualTo(1);
        assertThat(life.get().connection()).as("what runs on it may finish").isEqualTo(1);
        assertThat(life.attach(1, 2)).isFalse();
        assertThat(life.hold()).isFalse();
        assertThat(life.die(CloseReason.SESSION_END).connection()).isEqualTo(1);
        assertThat(life.get().connection()).isNull();
        assertThat(life.die(CloseReason.EXPLICIT_CLOSE)).as("only the first call moves it").isNull();
        assertThat(life.get().reason()).isEqualTo(CloseReason.SESSION_END);
    }

    @Test
    void theLastHolderRemovesTheConnectionAndTheSlotIsGone() {
        SlotLife<Integer> life = new SlotLife<>();
        assertThat(life.holders().enter()).isTrue();
        life.attach(null, 1);
        assertThat(life.letGo()).isNull();
        assertThat(life.letGo().connection()).isEqualTo(1);
        assertThat(life.get()).isEqualTo(new SlotLife.State<>(SlotLife.Life.GONE, CloseReason.CONTAINER_DESTROYED, 0, null, null));
        assertThat(life.hold()).isFalse();
        assertThat(life.holders().enter()).isFalse();
        assertThat(life.attach(null, 2)).isFalse();
    }
}
