package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlesTest {

    private static final class Fake extends Handle {

        private boolean running = true;

        Fake(String id) {
            super(id, "web-1");
        }

        @Override
        boolean isRunning() {
            return running;
        }

        @Override
        Answer answer(int budget) {
            return new Answer();
        }

        @Override
        void end() {
            running = false;
        }
    }

    private static final class Other extends Handle {

        Other(String id) {
            super(id, "web-1");
        }

        @Override
        boolean isRunning() {
            return false;
        }

        @Override
        Answer answer(int budget) {
            return new Answer();
        }

        @Override
        void end() {
            // It has ended.
        }
    }

    private final Handles handles = new Handles();

    @Test
    void whenThereAreManyTheOldestThatHasEndedIsForgotten() {
        List<Fake> all = new ArrayList<>();
        for (int i = 0; i < Handles.MOST; i++) {
            all.add(handles.add(Fake::new));
        }
        assertThatThrownBy(() -> handles.add(Fake::new)).isInstanceOf(Refusal.class).hasMessageContaining("are running");
        all.get(3).end();
        all.get(5).end();
        Fake added = handles.add(Fake::new);
        assertThat(handles.get(added.id(), Fake.class, "command")).isSameAs(added);
        assertThatThrownBy(() -> handles.get(all.get(3).id(), Fake.class, "command")).isInstanceOf(Refusal.class);
        assertThat(handles.get(all.get(5).id(), Fake.class, "command")).isSameAs(all.get(5));
    }

    @Test
    void aHandleOfAnotherKindOrNameIsNone() {
        Other other = handles.add(Other::new);
        assertThatThrownBy(() -> handles.get(other.id(), Fake.class, "command")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> handles.get("h\u001b99", Fake.class, "command")).isInstanceOf(Refusal.class).hasMessageContaining("h\\u001b99");
    }

    @Test
    void theEndOfTheSessionEndsAllAndNoneComesAfterIt() {
        Fake running = handles.add(Fake::new);
        assertThat(handles.isAnyRunning()).isTrue();
        handles.close();
        assertThat(running.isRunning()).isFalse();
        assertThatThrownBy(() -> handles.add(Fake::new)).isInstanceOf(Refusal.class);
    }
}
