package io.sshra.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines of the audit log from the creation of this object until it is closed. */
public final class AuditLog extends Handler implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.sshra.audit");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** @param level FINE is the DEBUG of the documentation, FINEST its TRACE */
    public AuditLog(Level level) {
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(level);
        LOGGER.addHandler(this);
    }

    /** All lines. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines of one user, who has a session that no other test uses. */
    public List<String> lines(String user) {
        return lines.stream().filter(line -> line.contains(" user=" + user + " ")).toList();
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(true);
    }
}
