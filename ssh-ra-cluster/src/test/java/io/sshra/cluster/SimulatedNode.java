package io.sshra.cluster;

import io.sshra.SshConnectionInfo;
import io.sshra.SshSessionEnd;
import io.sshra.spi.ClusterLink;
import io.sshra.spi.ClusterNode;
import io.sshra.spi.ClusterRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of a {@link SimulatedGroup}, with an adapter that has sessions, and with clocks of its own. */
final class SimulatedNode implements ClusterNode, Surroundings {

    /** A session of the adapter. */
    static final class Session {

        final long begun;
        private final Moment begunHere;

        Session(long begun, Moment begunHere) {
            this.begun = begun;
            this.begunHere = begunHere;
        }
    }

    final String name;
    final Map<String, Session> sessions = new HashMap<>();
    private final SimulatedGroup group;
    private final double drift;
    private final long nanosOffset;
    private long millisOffset;
    /** How long the machine was suspended: the clock that is never set did not run then. */
    private long suspended;
    private long hungSince;
    private boolean machineSuspended;
    long origin;
    /** Null while the application is not deployed. */
    Protocol protocol;
    private long endings;
    Set<String> view;
    int part;
    boolean dead;
    boolean hung;
    /** Whether the others have gone on without it. */
    boolean excluded;
    private final List<Runnable> waiting = new ArrayList<>();
    Duration idleTimeout = Duration.ofMinutes(15);
    int position;
    int nodes = 1;
    /** By how many nanoseconds a session that was ended here had begun after every end of that name. */
    long longestError;

    SimulatedNode(SimulatedGroup group, String name, long origin) {
        this.group = group;
        this.name = name;
        this.origin = origin;
        this.view = Set.of(name);
        this.nanosOffset = group.random.nextLong() >> 2;
        this.millisOffset = group.random.nextInt();
        this.drift = (group.random.nextDouble() - 0.5) / 10_000;
        deploy(origin);
    }

    // ---- what happens to it ----

    void deploy(long newOrigin) {
        origin = newOrigin;
        endings = 0;
        protocol = new Protocol(name, origin, this, this, Protocol.ANSWER_TIME);
        protocol.start();
        protocol.members(view, List.of());
    }

    void undeploy() {
        protocol.leave();
        protocol = null;
        position = 0;
        nodes = 1;
    }

    /** @param machine whether the machine is suspended, and not only the process */
    void hang(boolean machine) {
        hung = true;
        hungSince = group.now();
        machineSuspended = machine;
    }

    void resume() {
        hung = false;
        if (machineSuspended) {
            suspended += group.now() - hungSince;
        }
        excluded = false;
        List<Runnable> late = List.copyOf(waiting);
        waiting.clear();
        late.forEach(Runnable::run);
    }

    void setClock(long millis) {
        millisOffset += millis;
    }

    /** Whether it does this now; otherwise it does it when it runs again. */
    boolean takes(Runnable what) {
        if (hung) {
            waiting.add(what);
        }
        return !hung && !dead;
    }

    void received(SimulatedNode from, Message message) {
        if (protocol == null) {
            group.at(from, 1_000_000, () -> {
                if (from.protocol != null) {
                    from.protocol.refused(name);
                }
            });
        } else {
            protocol.received(from.name, Codec.decode(Codec.encode(message)));
        }
    }

    void members(Set<String> members, Set<String> appeared) {
        if (protocol != null) {
            protocol.members(members, appeared);
        }
    }

    // ---- its application ----

    void begin(String session) {
        sessions.computeIfAbsent(session, absent -> new Session(group.now(), now()));
    }

    /** Returns the number of the end. */
    long end(String session, CompletableFuture<SshSessionEnd> answer) {
        int here = sessions.remove(session) == null ? 0 : 1;
        protocol.endSession("user", session, here, answer);
        return ++endings;
    }

    // ---- surroundings ----

    @Override
    public Moment now() {
        long real = group.now();
        long nanos = nanosOffset + (long) ((real - suspended) * (1 + drift));
        return new Moment(nanos, millisOffset + TimeUnit.NANOSECONDS.toMillis(real));
    }

    @Override
    public void send(String to, Message message) {
        group.send(this, to, message);
    }

    @Override
    public void tickAfter(long nanos) {
        tickAt(now().nanos() + nanos, protocol);
    }

    /** By its own clock, which may stand still meanwhile. */
    private void tickAt(long due, Protocol of) {
        long left = (long) ((due - now().nanos()) / (1 + drift)) + 1_000;
        group.at(this, left, () -> {
            if (now().nanos() < due) {
                tickAt(due, of);
            } else if (protocol != null && (of == null || of == protocol)) {
                protocol.tick();
            }
        });
    }

    @Override
    public void aside(Runnable work) {
        group.at(this, 0, work);
    }

    // ---- adapter ----

    @Override
    public ClusterRegistration connect(ClusterLink link) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasSession(String user, String session) {
        return sessions.containsKey(session);
    }

    @Override
    public int endSession(String user, String session, Duration ago) {
        Session found = sessions.get(session);
        if (found == null) {
            return 0;
        }
        Moment now = now();
        long age = Math.max(now.nanos() - found.begunHere.nanos(), TimeUnit.MILLISECONDS.toNanos(now.millis() - found.begunHere.millis()));
        if (Math.max(0, age) < ago.toNanos()) {
            return 0;
        }
        sessions.remove(session);
        longestError = Math.max(longestError, found.begun - lastEnd(session));
        return 1;
    }

    /** When this session was ended last, anywhere. */
    private long lastEnd(String session) {
        return group.lastEnds.getOrDefault(session, Long.MIN_VALUE / 2);
    }

    @Override
    public List<SshConnectionInfo> connectionsHere() {
        return sessions.keySet().stream().sorted()
                .map(session -> SshConnectionInfo.builder().userId("user").sessionId(session).profile("p").host("h").build()).toList();
    }

    @Override
    public boolean closeConnection(long number) {
        return number == 1;
    }

    @Override
    public Duration idleTimeout() {
        return idleTimeout;
    }

    @Override
    public void share(int newPosition, int newNodes) {
        position = newPosition;
        nodes = newNodes;
    }
}
