package io.sshra.benchmarks.micro;

import io.sshra.SshConnectionSpec;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A lease and its return with a minimal container: the adapter's own share. */
@State(Scope.Benchmark)
public class LeaseBenchmark {

    @Param({"1", "1000"})
    public int keys;

    private StartedAdapter adapter;
    private SshConnectionSpec[] specs;
    private int next;

    @Setup
    public void connect() throws Exception {
        adapter = new StartedAdapter();
        specs = IntStream.range(0, keys).mapToObj(StartedAdapter::spec).toArray(SshConnectionSpec[]::new);
        for (SshConnectionSpec spec : specs) {
            adapter.factory.getConnection(spec).close();
        }
    }

    @TearDown
    public void stop() {
        adapter.close();
    }

    @Benchmark
    public void leaseAndReturn() throws Exception {
        next = next + 1 == keys ? 0 : next + 1;
        adapter.factory.getConnection(specs[next]).close();
    }
}
