package io.sshra.benchmarks.micro;

import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The container's operations on a key: hash, comparison, match. */
@State(Scope.Benchmark)
public class KeyBenchmark {

    private StartedAdapter adapter;
    private ConnectionRequestInfo one;
    private ConnectionRequestInfo other;
    private Set<ManagedConnection> leases;

    @Setup
    public void connect() throws Exception {
        adapter = new StartedAdapter();
        adapter.factory.getConnection(StartedAdapter.spec(1)).close();
        one = adapter.manager.lastNew();
        leases = Set.of(adapter.manager.lease(one));
        adapter.factory.getConnection(StartedAdapter.spec(2)).close();
        other = adapter.manager.lastNew();
    }

    @TearDown
    public void stop() {
        adapter.close();
    }

    @Benchmark
    public int hash() {
        return one.hashCode();
    }

    @Benchmark
    public boolean compareWithAnother() {
        return one.equals(other);
    }

    @Benchmark
    public Object match() throws Exception {
        return adapter.definition.matchManagedConnections(leases, null, one);
    }
}
