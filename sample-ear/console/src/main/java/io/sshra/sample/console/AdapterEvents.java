package io.sshra.sample.console;

import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Hears by the JDK's Flight Recorder what happens in the adapter: why each connection ended, and how long each command and each
 * connect took. It has the exact times, of which the adapter's bean has the mean since its start alone.
 *
 * <p>Strings of more than 16 characters may be null: the Flight Recorder loses them when a type of event comes up that was not there
 * before (JDK-8382242, in 17 to 25), and those of the adapter come up one by one. {@link LastCloses} has the names from elsewhere.
 */
final class AdapterEvents implements Runnable, AutoCloseable {

    private final RecordingStream stream = new RecordingStream();

    AdapterEvents(LastCloses closes, FigureHistory figures) {
        on("io.sshra.Close", event -> closes.add(close(event)));
        on("io.sshra.Command", event -> {
            // The result of one that could not run is the code of an error.
            if (!event.getString("result").startsWith("SSHRA")) {
                figures.commandTook(event.getDuration());
            }
        });
        Consumer<RecordedEvent> connect = event -> {
            if (event.getString("result").equals("ok")) {
                figures.connectTook(event.getDuration());
            }
        };
        on("io.sshra.Connect", connect);
        on("io.sshra.Reconnect", connect);
    }

    private void on(String name, Consumer<RecordedEvent> listener) {
        stream.enable(name).withoutThreshold();
        stream.onEvent(name, listener);
    }

    private static LastCloses.Close close(RecordedEvent event) {
        LastCloses.Close close = new LastCloses.Close();
        close.connection = event.getLong("connection");
        close.at = event.getEndTime().toString();
        close.user = event.getString("user");
        close.session = event.getString("session");
        close.profile = event.getString("profile");
        close.target = event.getString("target");
        close.reason = event.getString("reason");
        close.openMillis = event.getDuration("open").toMillis();
        close.commands = event.getLong("commands");
        return close;
    }

    /** On a thread of its own: until {@link #close()}. */
    @Override
    public void run() {
        stream.start();
    }

    /** The Flight Recorder forgets about it, and deletes what it had recorded on disk. */
    @Override
    public void close() {
        stream.close();
    }
}
