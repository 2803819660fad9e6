package io.sshra.benchmarks.nothing;

/** A handle. The caller closes it once. */
public interface NothingConnection extends AutoCloseable {

    @Override
    void close();
}
