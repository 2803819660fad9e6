package io.sshra.sample.console;

import io.sshra.sample.oversight.Agents;
import io.sshra.sample.oversight.Decision;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Receives the adapter's events from the JDK's Flight Recorder: why each connection ended, why machines could not be used, how long each command
 * and connect took, and which rule has decided about what agents do. The events have exact times; the adapter's JMX bean has only their mean since
 * the start.
 *
 * <p>Strings longer than 16 characters may be null: the Flight Recorder loses them when an event of a new type appears (JDK-8382242,
 * in JDK 17 to 25), and the adapter's event types appear one by one. {@link LastCloses} gets the names from elsewhere.
 */
final class AdapterEvents implements Runnable, AutoCloseable {

    private final RecordingStream stream = new RecordingStream();

    AdapterEvents(LastCloses closes, HostErrors errors, FigureHistory figures, Agents agents) {
        on("io.sshra.Close", event -> {
            closes.add(close(event));
            figures.closed(event.getString("reason"));
        });
        on("io.sshra.Command", event -> {
            // The result of a command that could not run is an error code.
            if (!isError(event)) {
                figures.commandTook(event.getDuration());
            }
        });
        on("io.sshra.Policy", event -> agents.decided(new Decision(event.getString("user"), event.getString("session"), event.getString("profile"),
                event.getStartTime(), event.getString("level"), event.getString("rule"))));
        Consumer<RecordedEvent> connect = event -> {
            if (isError(event)) {
                add(event, errors);
            } else {
                figures.connectTook(event.getDuration());
            }
        };
        on("io.sshra.Connect", connect);
        on("io.sshra.Reconnect", connect);
        on("io.sshra.Refuse", event -> add(event, errors));
    }

    private static boolean isError(RecordedEvent event) {
        return event.getString("result").startsWith("SSHRA");
    }

    private void on(String name, Consumer<RecordedEvent> listener) {
        stream.enable(name).withoutThreshold();
        stream.onEvent(name, listener);
    }

    private static void add(RecordedEvent event, HostErrors errors) {
        errors.add(event.getString("user"), event.getString("profile"), event.getString("target"), event.getString("result"), event.getEndTime());
    }

    private static LastCloses.Close close(RecordedEvent event) {
        return new LastCloses.Close(0, event.getLong("connection"), event.getEndTime().toString(), event.getString("user"), event.getString("session"),
                event.getString("profile"), event.getString("target"), event.getString("reason"), event.getDuration("open").toMillis(),
                event.getLong("commands"));
    }

    /** Starts a thread that receives events until {@link #close()}. */
    @Override
    public void run() {
        stream.start();
    }

    /** Ends the stream; the Flight Recorder deletes its files. */
    @Override
    public void close() {
        stream.close();
    }
}
