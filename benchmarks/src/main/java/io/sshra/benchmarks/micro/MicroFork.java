package io.sshra.benchmarks.micro;

import io.sshra.benchmarks.Fork;
import io.sshra.benchmarks.Scenario;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the micro-benchmarks. */
public final class MicroFork {

    private MicroFork() {
    }

    /** @param arguments those of {@link Fork} */
    public static void main(String[] arguments) throws Exception {
        Scenario.Scale scale = Scenario.Scale.valueOf(arguments[2]);
        ChainedOptionsBuilder options = new OptionsBuilder().include(MicroFork.class.getPackageName()).mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS).forks(scale.of(1, 2)).shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .warmupIterations(scale.of(2, 3)).warmupTime(TimeValue.milliseconds(scale.of(400, 1000)))
                .measurementIterations(scale.of(3, 5)).measurementTime(TimeValue.milliseconds(scale.of(200, 1000)));
        if (scale == Scenario.Scale.SHORT) {
            options.param("keys", "1");
        }
        for (RunResult result : new Runner(options.build()).run()) {
            String keys = result.getParams().getParam("keys");
            String figure = result.getPrimaryResult().getLabel() + (keys == null ? "" : ", " + (keys.equals("1") ? "hot key" : keys + " keys"));
            result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                    .map(IterationResult::getPrimaryResult).forEach(one -> Fork.print(figure, "ns", one.getScore()));
        }
    }
}
