package io.sshra.test;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.SshSessions;
import io.sshra.SshTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The threads of a {@link SoakTest}, inside the container. Each runs one operation after the other, with random keys. */
final class SoakLoad {

    private static final int THREADS = 64;
    private static final int MOST_PAUSE_MILLIS = 100;
    /** Longer than any operation takes on a hung server. */
    private static final int STOP_SECONDS = 300;
    /** Each operation as often as its weight. */
    private static final List<SoakOperation> OPERATIONS = Arrays.stream(SoakOperation.values())
            .flatMap(operation -> IntStream.range(0, operation.weight()).mapToObj(i -> operation)).toList();

    private final Map<String, SshConnectionFactory> factories;
    private final List<SoakKey> keys;
    private final SshTarget refusing;
    private final Path folder;
    private final int echoPort;
    private final SoakOutcomes outcomes = new SoakOutcomes();
    private final Map<SoakKey, LongAdder> ran = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    /** Opens all connections, with a process on each. */
    private final List<SshConnection> held = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    /** @param factories by JNDI name */
    SoakLoad(Map<String, SshConnectionFactory> factories, List<SoakKey> keys, SshTarget refusing, Path folder, int echoPort) {
        this.factories = factories;
        this.keys = keys;
        this.refusing = refusing;
        this.folder = folder;
        this.echoPort = echoPort;
        keys.forEach(key -> ran.put(key, new LongAdder()));
    }

    SoakOutcomes outcomes() {
        return outcomes;
    }

    /** How many commands of this key have run, as far as their callers know. */
    Map<SoakKey, LongAdder> ran() {
        return ran;
    }

    void start(long seed) throws Exception {
        Random seeds = new Random(seed);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seeds.nextLong());
            Path scratch = Files.createTempDirectory(folder, "thread");
            Thread thread = new Thread(() -> work(random, scratch));
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Waits until all operations have ended. Returns the stack traces of those that have not ended in time, which is a defect.
     */
    List<String> stop() throws InterruptedException {
        stopped = true;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        return threads.stream().filter(Thread::isAlive)
                .map(thread -> thread.getName() + " at " + Arrays.toString(thread.getStackTrace())).toList();
    }

    private void work(Random random, Path scratch) {
        for (int count = 0; !stopped; count++) {
            SoakKey key = keys.get(random.nextInt(keys.size()));
            SoakOperation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
            Thread.currentThread().setName("soak: " + operation + " of " + key.mark());
            try {
                operation.run(new SoakUse(key, factories.get(key.definition()), ran.get(key), random, folder, scratch,
                        scratch.getFileName() + "-" + count, refusing, echoPort));
                outcomes.done(operation);
                Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
            } catch (Throwable failure) {
                outcomes.failed(operation, key, failure);
            }
        }
    }

    /**
     * Runs a command with each key that checks whose connection it is, and returns how many succeeded. A process stays on each
     * connection until all end, so that none is idle, however long the others take.
     */
    int useAll() {
        return (int) keys.parallelStream().filter(this::use).count();
    }

    private boolean use(SoakKey key) {
        try {
            SshConnection connection = factories.get(key.definition()).getConnection(key.spec());
            held.add(connection);
            connection.start(SshCommand.shell("exec cat"));
            SshCommandResult result = connection.exec("echo " + SoakUse.WHO);
            boolean right = result.stdout().equals(key.mark() + "\n");
            if (!right) {
                System.out.println("[figure] soak: " + key.mark() + " got " + result);
            }
            return right;
        } catch (Exception failure) {
            System.out.println("[figure] soak: " + key.mark() + " failed: " + failure);
            outcomes.failed(SoakOperation.COMMAND, key, failure);
            return false;
        }
    }

    /** The number of connections that the sessions list. */
    List<SshConnectionInfo> listed() throws SshException {
        List<SshConnectionInfo> all = new ArrayList<>();
        for (Map.Entry<String, Set<String>> user : sessions().entrySet()) {
            for (String session : user.getValue()) {
                all.addAll(adapter().connections(user.getKey(), session));
            }
        }
        return all;
    }

    /** Ends all sessions, and returns the number of closed connections. */
    int endAll() throws SshException {
        int closed = 0;
        for (Map.Entry<String, Set<String>> user : sessions().entrySet()) {
            for (String session : user.getValue()) {
                closed += adapter().closeSession(user.getKey(), session);
            }
        }
        held.forEach(SshConnection::close);
        held.clear();
        return closed;
    }

    private SshSessions adapter() {
        return factories.values().iterator().next().sessions();
    }

    /** Grouped by user. */
    private Map<String, Set<String>> sessions() {
        return keys.stream().collect(Collectors.groupingBy(SoakKey::user, Collectors.mapping(SoakKey::session, Collectors.toSet())));
    }
}
