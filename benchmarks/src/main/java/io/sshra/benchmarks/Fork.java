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
            scenario.measurement().measure(peer, Scenario.Scale.valueOf(all.get(2)), (name, unit, value) ->
                    System.out.println(FIGURE + name + "\t" + unit + "\t" + String.format(Locale.ROOT, "%.4f", value)));
        }
        // Some clients leave threads behind.
        System.exit(0);
    }
}
