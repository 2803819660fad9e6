package io.sshra.adapter.management;

import io.sshra.events.Statistics;
import io.sshra.pool.Figures;
import io.sshra.pool.Pool;
import java.util.List;

/**
 * Reads figures of a started adapter.
 *
 * @param definitions whose figures are added up; at least one
 */
record FigureReader(List<String> definitions, Pool pool) {

    long value(Figure figure) {
        return figure.reading().of(counted(), this::present);
    }

    private Statistics counted() {
        return definitions.stream().map(pool::statistics).reduce(Statistics::plus).orElseThrow();
    }

    private Figures present() {
        return definitions.stream().map(pool::figures).reduce(Figures::plus).orElseThrow();
    }

    void reset() {
        definitions.forEach(definition -> pool.statistics(definition).reset());
    }
}
