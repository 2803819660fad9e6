package io.sshra.adapter.management;

import io.sshra.pool.Pool;

/** Reads the figures of one connection definition of a started adapter. */
record FigureReader(String definition, Pool pool) {

    long value(Figure figure) {
        return figure.reading().of(pool.statistics(definition), () -> pool.figures(definition));
    }

    void reset() {
        pool.statistics(definition).reset();
    }
}
