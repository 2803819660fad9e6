package io.sshra.sample.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;

/**
 * Hears by the JDK's Flight Recorder what happens in the adapter: why each connection ended, and how long each command and each
 * connect took. It has the exact times, of which the adapter's bean has the mean since its start alone.
 *
 * <p>What a stream says of strings with more than 16 characters is null after a type of event has come up that was not there before
 * (JDK-8382242, in 17 to 25), and those of the adapter come up one by one. So the stream says that connections have ended, and a dump of it which.
 */
final class AdapterEvents implements Runnable, AutoCloseable {

    private static final Logger LOG = System.getLogger(AdapterEvents.class.getName());
    private static final String CLOSE = "io.sshra.Close";

    /** What tells one close from another. Its time does not: the same one can have another nanosecond in the next dump. */
    private record Key(long connection, String user, String session) {
    }

    private final LastCloses closes;
    private final RecordingStream stream = new RecordingStream();
    /** Those of the dump before, which may be in the next as well. This and the next are the stream's thread's own. */
    private Set<Key> known = Set.of();
    private boolean anyClosed;

    AdapterEvents(LastCloses closes, FigureHistory figures) {
        this.closes = closes;
        on(CLOSE, event -> anyClosed = true);
        stream.onFlush(this::readCloses);
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

    private void readCloses() {
        if (!anyClosed) {
            return;
        }
        anyClosed = false;
        try {
            Set<Key> dumped = new HashSet<>();
            for (RecordedEvent event : dump()) {
                Key key = new Key(event.getLong("connection"), event.getString("user"), event.getString("session"));
                dumped.add(key);
                if (!known.contains(key)) {
                    closes.add(close(event));
                }
            }
            known = dumped;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Why connections have ended can't be told", e);
        }
    }

    /** All closes of what the stream has on disk, which is not much: what it has told it deletes. */
    private List<RecordedEvent> dump() throws IOException {
        Path file = Files.createTempFile("closes", ".jfr");
        try {
            stream.dump(file);
            return RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().equals(CLOSE))
                    .sorted(Comparator.comparing(RecordedEvent::getEndTime)).toList();
        } finally {
            Files.delete(file);
        }
    }

    private static LastCloses.Close close(RecordedEvent event) {
        LastCloses.Close close = new LastCloses.Close();
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
