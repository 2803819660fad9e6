package io.sshra.benchmarks;

import java.util.List;
import java.util.Locale;

/** Runs one scenario with one client in its own JVM. Prints each figure in a line. */
public final class Fork {

    static final String FIGURE = "FIGURE\t";

    private Fork() {
    }

    /** @param arguments client, scenario, scale, and the arguments of the target */
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

    /** Passes a figure of this JVM's client to the parent process. */
    public static void print(String name, String unit, double value) {
        System.out.println(line(name, unit, value));
    }

    /** Passes on a figure of the container without the adapter, which this JVM measures in turns with the adapter. */
    public static void printContainers(String name, String unit, double value) {
        System.out.println(line(name, unit, value) + "\t" + Client.CONTAINER);
    }

    private static String line(String name, String unit, double value) {
        return FIGURE + name + "\t" + unit + "\t" + String.format(Locale.ROOT, "%.4f", value);
    }
}
