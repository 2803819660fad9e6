package io.sshra;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Runs a command on many machines, with a bound on the connections that are in use at the same time. Immutable: each {@code with…} method
 * returns another one.
 *
 * <p>A connection stays open after its use, as always, and counts towards the limits: {@code maxConnectionsPerSession} is 5 by default. For
 * more machines than that, give each spec a session of its own, or use {@link #withRelease()}.
 *
 * @since 1.0
 */
public final class SshConnections {

    /** How many connections are in use at the same time by default. */
    public static final int DEFAULT_MAX_AT_ONCE = 5;

    private final SshConnectionFactory factory;
    private final List<SshConnectionSpec> specs;
    private final int maxAtOnce;
    private final boolean released;

    private SshConnections(SshConnectionFactory factory, List<SshConnectionSpec> specs, int maxAtOnce, boolean released) {
        this.factory = factory;
        this.specs = specs;
        this.maxAtOnce = maxAtOnce;
        this.released = released;
    }

    /**
     * The connections of these specs, in this order. They are not opened yet.
     *
     * @param factory not null
     * @param specs   copied; without null. One that is there twice is used twice
     */
    public static SshConnections all(SshConnectionFactory factory, Collection<SshConnectionSpec> specs) {
        Checks.notNull(factory, "the factory", "give the one that was injected");
        for (SshConnectionSpec spec : Checks.notNull(specs, "the collection of specs", "give an empty one for none")) {
            Checks.notNull(spec, "one of the specs", "leave it out");
        }
        return new SshConnections(factory, List.copyOf(specs), DEFAULT_MAX_AT_ONCE, false);
    }

    /**
     * How many connections are in use at the same time at most; {@link #DEFAULT_MAX_AT_ONCE} by default. Each of them needs a thread of the
     * executor.
     *
     * @param connections 1 or more
     */
    public SshConnections withMaxAtOnce(int connections) {
        if (connections < 1) {
            throw Checks.invalid("the number of connections at once is " + connections, "give 1 or more");
        }
        return new SshConnections(factory, specs, connections, released);
    }

    /**
     * Releases each connection as soon as its command has ended, as {@link SshSessions#release} does. So one session can use any number of
     * machines one after the other. Only for sessions that nobody else uses: a release ends everything on the connection.
     */
    public SshConnections withRelease() {
        return withRelease(true);
    }

    /** Whether connections are released after use, as with {@link #withRelease()}. The default is false. */
    public SshConnections withRelease(boolean release) {
        return new SshConnections(factory, specs, maxAtOnce, release);
    }

    /** The specs. Never null; unmodifiable. */
    public List<SshConnectionSpec> specs() {
        return specs;
    }

    /** How many connections are in use at the same time at most. */
    public int maxAtOnce() {
        return maxAtOnce;
    }

    /** Whether connections are released after use. */
    public boolean released() {
        return released;
    }

    /**
     * Starts to run the command on all machines, and returns at once. A failure on one machine is that machine's result. A spec without a
     * user gets the caller of the executor's thread.
     *
     * @param command  not null; keep its output limit small for many machines, because a result is kept until it is taken
     * @param executor connects, and waits for the commands; not null. It must not be one whose threads all wait for such results
     * @return the results as they come, to be closed
     * @throws java.util.concurrent.RejectedExecutionException if the executor accepts nothing; nothing ran then
     */
    public SshHostResults exec(SshCommand command, Executor executor) {
        Checks.notNull(command, "the command", "give the command to run");
        Checks.notNull(executor, "the executor", "give one, such as a ManagedExecutorService");
        SshHostResults results = new SshHostResults(this, spec -> run(spec, command));
        results.start(executor);
        return results;
    }

    private SshCommandResult run(SshConnectionSpec spec, SshCommand command) throws SshException {
        String user = spec.user();
        try (SshConnection connection = factory.getConnection(spec)) {
            if (released && user == null) {
                user = connection.info().userId();
            }
            return connection.exec(command);
        } finally {
            if (released && user != null) {
                factory.sessions().release(user, spec.session(), spec.profile());
            }
        }
    }
}
