package io.sshra.test;

import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.as.controller.client.ModelControllerClient;

/** Causes the faults of the servers and pools of a {@link SoakTest} at random, each kind on its own thread. */
final class SoakFaults {

    private static final int MOST_PAUSE_MILLIS = 5000;
    /** Too short for keepalive to notice. */
    private static final int SHORT_MILLIS = 1000;
    private static final int LONG_MILLIS = SoakTest.KEEPALIVE_SECONDS * (SoakTest.KEEPALIVE_MISSED + 2) * 1000;

    private final SoakServers servers;
    private final ModelControllerClient management;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    // Guarded by this.
    private final Map<String, Integer> counts = new TreeMap<>();
    private Exception failure;

    private interface Strike {
        void now(Random random) throws Exception;
    }

    SoakFaults(SoakServers servers, ModelControllerClient management) {
        this.servers = servers;
        this.management = management;
    }

    void start(long seed) {
        OpenSshServer killed = servers.server(SoakFault.PROCESSES_KILLED);
        OpenSshServer hanging = servers.server(SoakFault.PROCESSES_STOPPED);
        Relay reset = servers.relay(SoakFault.TCP_RESET);
        Relay stalled = servers.relay(SoakFault.TCP_STALLED);
        ContainerPool shared = new ContainerPool(SoakTest.SHARED, management);
        ContainerPool flushed = new ContainerPool(SoakTest.FLUSHED, management);
        Random seeds = new Random(seed);
        again("processes killed", seeds, killed::killSomeConnections);
        again("processes stopped and continued", seeds, random -> {
            hanging.suspendConnections();
            pause(random);
            hanging.resumeConnections();
        });
        again("TCP reset", seeds, random -> reset.cut());
        again("TCP reset in the middle of a packet", seeds, random -> reset.cutAfter(direction(random), random.nextInt(5000)));
        again("bit flipped", seeds, random -> reset.flipBitAfter(direction(random), random.nextInt(5000)));
        again("packets held", seeds, random -> {
            stalled.hold(direction(random));
            pause(random);
            release(stalled);
        });
        again("packets lost", seeds, random -> {
            stalled.lose(direction(random));
            pause(random);
            release(stalled);
        });
        again("profiles changed", seeds, random -> servers.writeProfiles(30 + random.nextInt(1000)));
        again("pool flushed of idle leases", seeds, random -> shared.operation("flush-idle-connection-in-pool"));
        again("pool flushed gracefully", seeds, random -> shared.operation("flush-gracefully-connection-in-pool"));
        again("pool flushed of all leases", seeds, random -> flushed.operation("flush-all-connection-in-pool"));
        again("connections cut by MINA", seeds, random -> servers.mina().cutConnections());
    }

    private void again(String what, Random seeds, Strike strike) {
        Random random = new Random(seeds.nextLong());
        Thread thread = new Thread(() -> {
            try {
                while (!ended.await(random.nextInt(MOST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                    strike.now(random);
                    struck(what);
                }
            } catch (Exception e) {
                failed(e);
            }
        }, "soak: " + what);
        threads.add(thread);
        thread.start();
    }

    private synchronized void struck(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private synchronized void failed(Exception e) {
        failure = e;
    }

    private static Direction direction(Random random) {
        return random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER;
    }

    /** Usually a short one. */
    private void pause(Random random) throws InterruptedException {
        ended.await(random.nextInt(4) == 0 ? LONG_MILLIS : random.nextInt(SHORT_MILLIS), TimeUnit.MILLISECONDS);
    }

    private static void release(Relay relay) {
        relay.release(Direction.TO_CLIENT);
        relay.release(Direction.TO_SERVER);
        // Lost bytes do not arrive any more, so SSH can't continue.
        relay.cut();
    }

    /** The number of faults of each kind. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Ends the faults. Suspended servers continue. */
    void end() throws InterruptedException {
        ended.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        // A cut or a flipped bit that no byte has reached yet would hit a connect after the end.
        release(servers.relay(SoakFault.TCP_RESET));
        synchronized (this) {
            if (failure != null) {
                throw new IllegalStateException("a fault could not strike", failure);
            }
        }
    }
}
