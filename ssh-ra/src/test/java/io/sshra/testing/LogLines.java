package io.sshra.testing;

import io.sshra.log.LogContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the adapter logs at level INFO and above, from the creation of this object until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.sshra");

    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** One line: its text, its exception or null, its thread, and the thread's log context. */
    private record Line(String text, Throwable cause, String thread, LogContext context) {
    }

    public LogLines() {
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(this);
    }

    /** The lines with this code, each as level, blank and text. */
    public List<String> of(String code) {
        return lines.stream().map(Line::text).filter(text -> text.contains(code)).toList();
    }

    /** The exceptions of the lines with this code. */
    public List<Throwable> causes(String code) {
        return lines.stream().filter(line -> line.text().contains(code) && line.cause() != null).map(Line::cause).toList();
    }

    /** The log contexts of the lines that contain this text. */
    public List<LogContext> contexts(String part) {
        return lines.stream().filter(line -> line.text().contains(part)).map(Line::context).toList();
    }

    /** The threads of the lines that contain this text. */
    public List<String> threads(String part) {
        return lines.stream().filter(line -> line.text().contains(part)).map(Line::thread).toList();
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(new Line(line.getLevel() + " " + line.getMessage(), line.getThrown(), Thread.currentThread().getName(), LogContext.here()));
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setLevel(null);
    }
}
