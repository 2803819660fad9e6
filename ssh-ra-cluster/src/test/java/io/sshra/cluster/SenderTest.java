package io.sshra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What goes wrong on this side costs a member no message but those under way. */
class SenderTest {

    private final List<Message> sent = new ArrayList<>();
    private final AtomicBoolean fails = new AtomicBoolean(true);

    private void failOnce() {
        if (fails.getAndSet(false)) {
            throw new OutOfMemoryError("by the test");
        }
    }

    @Test
    void aThreadThatCannotBeMadeIsMadeForTheNextMessage() {
        Executor threads = task -> {
            failOnce();
            task.run();
        };
        Sender sender = new Sender((to, message) -> sent.add(Codec.decode(message)), threads);
        sender.send("b", new Message.View(1));
        sender.send("b", new Message.View(2));
        assertThat(sent).containsExactly(new Message.View(1), new Message.View(2));
    }

    @Test
    void aMessageThatCannotBeSentStopsNoLaterOne() {
        Sender sender = new Sender((to, message) -> {
            failOnce();
            sent.add(Codec.decode(message));
        }, Runnable::run);
        sender.send("b", new Message.View(1));
        sender.send("b", new Message.View(2));
        assertThat(sent).containsExactly(new Message.View(2));
    }
}
