package io.sshra.benchmarks;

import java.util.List;
import java.util.Locale;

/** One JVM: one scenario with one client. Prints its figures, a line each. */
public final class Fork {

    static final String FIGURE = "FIGURE\t";

    private Fork() {
    }

    /** @param arguments client, scenario, scale, and the target's */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        Target target = Target.of(all.subList(3, all.size()));
        Scenario scenario = Scenario.valueOf(all.get(1));
        try (Peer peer = Client.valueOf(all.get(0)).maker().of(target)) {
            scenario.measurement().measure(peer, Scenario.Scale.valueOf(all.get(2)), Fork::print);
        }
        // Some clients leave threads behind.
        System.exit(0);
    }

    /** Hands a figure of the client that this JVM was started for to who started it. */
    public static void print(String name, String unit, double value) {
        System.out.println(line(name, unit, value));
    }

    /** Hands on a figure of the container without the adapter, which this JVM measured in turns with the adapter's. */
    public static void printContainers(String name, String unit, double value) {
        System.out.println(line(name, unit, value) + "\t" + Client.CONTAINER);
    }

    private static String line(String name, String unit, double value) {
        return FIGURE + name + "\t" + unit + "\t" + String.format(Locale.ROOT, "%.4f", value);
    }
}
