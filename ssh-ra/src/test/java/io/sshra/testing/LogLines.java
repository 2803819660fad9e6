package io.sshra.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the adapter writes into its log, from the making of this object until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.sshra");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        LOGGER.addHandler(this);
    }

    /** Those with a code, each as its level, a blank and the text. */
    public List<String> of(String code) {
        return lines.stream().filter(line -> line.contains(code)).toList();
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + line.getMessage());
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
