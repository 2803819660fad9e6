package io.sshra.benchmarks.nothing;

/** A handle. To be closed once. */
public interface NothingConnection extends AutoCloseable {

    @Override
    void close();
}
