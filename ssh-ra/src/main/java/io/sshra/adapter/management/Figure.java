package io.sshra.adapter.management;

import io.sshra.events.Counter;
import io.sshra.events.Statistics;
import io.sshra.events.Timing;
import io.sshra.pool.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A figure of a connection definition that is one number: an attribute of its MXBean, and of the container's statistics.
 *
 * @param name        that of the attribute
 * @param description for people
 * @param counter     whether it only grows, until it is reset; false for a value of the moment, a mean, or a maximum
 * @param reading     how it is read
 */
public record Figure(String name, String description, boolean counter, Reading reading) {

    /** Reads a figure. */
    public interface Reading {

        /**
         * @param counted what was counted
         * @param present looks up what there is now, which costs a walk over all keys
         */
        long of(Statistics counted, Supplier<Figures> present);
    }

    /** All of them. */
    public static final List<Figure> ALL = all();

    private static final Map<String, Figure> BY_NAME = ALL.stream().collect(Collectors.toUnmodifiableMap(Figure::name, Function.identity()));

    private static List<Figure> all() {
        List<Figure> all = new ArrayList<>(List.of(
                present("OpenConnections", "Open physical connections", Figures::connections),
                present("Connecting", "Physical connections that are being opened", Figures::connecting),
                present("Leases", "Leases in the container's pool", Figures::leases),
                present("LeasesInUse", "Leases with an open handle", Figures::leasesInUse),
                present("OpenChannels", "Open channels", Figures::channels),
                present("SpareChannels", "Channels that are open before they are needed", Figures::spares),
                present("ChannelWaiters", "Callers who wait for a channel of a connection that has as many as it may have", Figures::channelWaiters)));
        Map<Counter, ToLongFunction<Figures>> ofOpenConnections = Map.of(Counter.BYTES_RECEIVED, Figures::bytesReceived,
                Counter.BYTES_SENT, Figures::bytesSent);
        for (Counter counter : Counter.values()) {
            all.add(counted(counter, ofOpenConnections.get(counter)));
        }
        for (Timing timing : Timing.values()) {
            all.add(new Figure(timing.figureName() + "MicrosTotal", "Sum of the times of " + timing.all() + " in microseconds", true,
                    (counted, present) -> counted.totalMicros(timing)));
            all.add(new Figure(timing.figureName() + "MicrosMean", "Mean time of " + timing.what() + " in microseconds; 0 before the first", false,
                    (counted, present) -> counted.meanMicros(timing)));
            all.add(new Figure(timing.figureName() + "MicrosMax", "Longest time of " + timing.what() + " in microseconds; 0 before the first", false,
                    (counted, present) -> counted.maxMicros(timing)));
        }
        return List.copyOf(all);
    }

    private static Figure present(String name, String description, ToLongFunction<Figures> value) {
        return new Figure(name, description, false, (counted, present) -> value.applyAsLong(present.get()));
    }

    /** @param added what open connections add to it; null for nothing */
    private static Figure counted(Counter counter, ToLongFunction<Figures> added) {
        return new Figure(counter.figureName(), counter.description(), true, added == null ? (counted, present) -> counted.count(counter)
                : (counted, present) -> counted.count(counter) + added.applyAsLong(present.get()));
    }

    /** @throws IllegalArgumentException if there is none of this name */
    static Figure named(String name) {
        Figure figure = BY_NAME.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("No figure " + name);
        }
        return figure;
    }
}
