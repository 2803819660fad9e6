package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.profile.Profile;
import io.sshra.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Compares random sequences of operations on a few sessions with a model, which is a map. */
class PoolModelTest {

    private static final int USERS = 2;
    private static final int SESSIONS = 2;
    private static final int PROFILES = 4;
    private static final int CONNECTIONS_PER_SESSION = 2;
    private static final Duration IDLE = Duration.ofSeconds(900);

    private static PoolSettings settings() {
        return PoolFixture.settings().with(new PoolSettings.PerSession(CONNECTIONS_PER_SESSION, 1000))
                .with(new PoolSettings.Connections(1000, 10))
                .with(new PoolSettings.Times(Duration.ofMillis(500), IDLE, Duration.ofSeconds(10), Duration.ZERO));
    }

    private static String login(String user, String session, String profile, int revision) {
        return user + "/" + session + "/" + profile + "/" + revision;
    }

    private static Profile profile(String user, String session, String profile, int revision) {
        return PoolFixture.profile(profile, login(user, session, profile, revision), "host", String.valueOf(revision));
    }

    /** The expected state of a slot. */
    private static final class ModelSlot {
        final String login;
        final int revision;
        boolean connected;
        boolean dead;
        int leases;

        ModelSlot(String login, int revision) {
            this.login = login;
            this.revision = revision;
        }
    }

    private static final class ModelHandle {
        final FakeHandle handle;
        final ModelSlot slot;
        final String sessionName;
        boolean closed;
        boolean destroyed;

        ModelHandle(FakeHandle handle, ModelSlot slot, String sessionName) {
            this.handle = handle;
            this.slot = slot;
            this.sessionName = sessionName;
        }
    }

    /** One run: the pool and the model side by side. */
    private static final class Run implements AutoCloseable {

        final PoolFixture fixture = new PoolFixture(settings());
        final Map<String, Map<String, ModelSlot>> sessions = new HashMap<>();
        final Map<String, Integer> revisions = new HashMap<>();
        final List<ModelHandle> handles = new ArrayList<>();

        void step(int number) throws SshException {
            int choice = number;
            int action = choice % 10;
            choice /= 10;
            String user = "u" + choice % USERS;
            choice /= USERS;
            String session = "s" + choice % SESSIONS;
            choice /= SESSIONS;
            String profile = "p" + choice % PROFILES;
            choice /= PROFILES;
            switch (action) {
                case 0, 1, 2 -> open(user, session, profile);
                case 3 -> use(choice);
                case 4 -> giveBack(choice);
                case 5 -> destroy(choice);
                case 6 -> cut(choice);
                case 7 -> age(choice % 3);
                case 8 -> end(user, session);
                default -> {
                    if (choice % 2 == 0) {
                        release(user, session, profile);
                    } else {
                        revisions.merge(user + "/" + session + "/" + profile, 1, Integer::sum);
                    }
                }
            }
            compare();
        }

        private static long connected(Map<String, ModelSlot> slots) {
            return slots.values().stream().filter(slot -> slot.connected).count();
        }

        private void open(String user, String session, String profile) throws SshException {
            String sessionName = user + "/" + session;
            Map<String, ModelSlot> slots = sessions.computeIfAbsent(sessionName, absent -> new HashMap<>());
            int revision = revisions.getOrDefault(sessionName + "/" + profile, 0);
            ModelSlot slot = slots.get(profile);
            if (slot != null && slot.revision != revision) {
                slot.dead = true;
                slot.connected = false;
                slots.remove(profile);
                slot = null;
            }
            boolean isNew = slot == null;
            if (isNew) {
                slot = new ModelSlot(login(user, session, profile, revision), revision);
            }
            boolean allowed = slot.connected || connected(slots) < CONNECTIONS_PER_SESSION;
            try {
                FakeHandle handle = fixture.open(user, session, profile(user, session, profile, revision));
                assertThat(allowed).as("opened").isTrue();
                slot.connected = true;
                slot.leases++;
                slots.put(profile, slot);
                handles.add(new ModelHandle(handle, slot, sessionName));
            } catch (SshConnectionLimitException e) {
                assertThat(allowed).as(e.getMessage()).isFalse();
            }
        }

        private ModelHandle pick(int choice) {
            return handles.isEmpty() ? null : handles.get(choice % handles.size());
        }

        private void use(int choice) throws SshException {
            ModelHandle picked = pick(choice);
            if (picked == null || picked.destroyed) {
                return;
            }
            boolean allowed = !picked.closed && !picked.slot.dead && (picked.slot.connected
                    || connected(sessions.get(picked.sessionName)) < CONNECTIONS_PER_SESSION);
            try {
                assertThat(picked.handle.exec("whoami").stdout()).as("runs on the connection of its own key").isEqualTo(picked.slot.login);
                assertThat(allowed).as("used").isTrue();
                picked.slot.connected = true;
            } catch (SshConnectionClosedException e) {
                assertThat(picked.closed || picked.slot.dead).as(e.getMessage()).isTrue();
            } catch (SshConnectionLimitException e) {
                assertThat(allowed).as(e.getMessage()).isFalse();
                assertThat(picked.closed || picked.slot.dead).as(e.getMessage()).isFalse();
            }
        }

        private void giveBack(int choice) {
            ModelHandle picked = pick(choice);
            if (picked != null && !picked.closed) {
                picked.closed = true;
                picked.handle.giveBack();
            }
        }

        private void destroy(int choice) {
            ModelHandle picked = pick(choice);
            if (picked == null || picked.destroyed) {
                return;
            }
            giveBack(choice);
            picked.destroyed = true;
            picked.handle.lease.destroy();
            forget(picked.slot);
        }

        private void forget(ModelSlot slot) {
            if (--slot.leases == 0) {
                slot.connected = false;
                slot.dead = true;
                sessions.values().forEach(slots -> slots.values().remove(slot));
            }
        }

        private void cut(int choice) {
            List<FakeConnector.FakeTransport> open = fixture.connector.open();
            if (!open.isEmpty()) {
                FakeConnector.FakeTransport transport = open.get(choice % open.size());
                transport.abort();
                disconnected(transport.target.username());
            }
        }

        private void disconnected(String login) {
            for (Map<String, ModelSlot> slots : sessions.values()) {
                slots.values().stream().filter(slot -> slot.login.equals(login)).forEach(slot -> slot.connected = false);
            }
        }

        /** Time passes: a second, the idle time-out, or a validation that finds the servers that do not answer. */
        private void age(int kind) {
            if (kind == 0) {
                fixture.clock.advance(Duration.ofSeconds(1));
                fixture.pool.evictIdle();
                dropForgotten();
            } else if (kind == 1) {
                fixture.clock.advance(IDLE);
                fixture.pool.evictIdle();
                sessions.values().forEach(slots -> slots.values().forEach(slot -> slot.connected = false));
                dropForgotten();
            } else {
                List<FakeConnector.FakeTransport> open = fixture.connector.open();
                for (int i = 0; i < open.size(); i += 2) {
                    open.get(i).answersProbes = false;
                }
                fixture.clock.advance(Duration.ofSeconds(1));
                fixture.validate();
                for (int i = 0; i < open.size(); i += 2) {
                    disconnected(open.get(i).target.username());
                }
            }
        }

        /** The pool drops slots that had no connection and no open handle for twice the idle time-out. */
        private void dropForgotten() {
            for (Map.Entry<String, Map<String, ModelSlot>> session : sessions.entrySet()) {
                for (ModelSlot slot : List.copyOf(session.getValue().values())) {
                    boolean listed = fixture.connections(session.getKey()).stream().anyMatch(info -> info.username().equals(slot.login));
                    boolean held = handles.stream().anyMatch(handle -> handle.slot == slot && !handle.closed);
                    assertThat(listed || !held).as("an open handle keeps its slot").isTrue();
                    if (!listed) {
                        slot.dead = true;
                        session.getValue().values().remove(slot);
                    }
                }
            }
        }

        private void end(String user, String session) throws SshException {
            Map<String, ModelSlot> slots = sessions.remove(user + "/" + session);
            int expected = slots == null ? 0 : (int) connected(slots);
            assertThat(fixture.pool.closeSession(user, session)).isEqualTo(expected);
            if (slots != null) {
                slots.values().forEach(slot -> {
                    slot.dead = true;
                    slot.connected = false;
                });
            }
        }

        private void release(String user, String session, String profile) throws SshException {
            Map<String, ModelSlot> slots = sessions.getOrDefault(user + "/" + session, new HashMap<>());
            ModelSlot slot = slots.remove(profile);
            assertThat(fixture.pool.release(user, session, profile)).isEqualTo(slot != null);
            if (slot != null) {
                slot.dead = true;
                slot.connected = false;
            }
        }

        private void compare() throws SshException {
            long expected = sessions.values().stream().mapToLong(Run::connected).sum();
            assertThat(fixture.pool.totalConnections()).isEqualTo((int) expected);
            assertThat(fixture.connector.open()).hasSize((int) expected);
            for (Map.Entry<String, Map<String, ModelSlot>> session : sessions.entrySet()) {
                List<SshConnectionInfo> infos = fixture.connections(session.getKey());
                assertThat(infos).hasSize(session.getValue().size());
                for (SshConnectionInfo info : infos) {
                    ModelSlot slot = session.getValue().get(info.profile());
                    assertThat(info.username()).isEqualTo(slot.login);
                    assertThat(info.alive()).isEqualTo(slot.connected);
                }
            }
            for (ModelHandle handle : handles) {
                if (!handle.destroyed) {
                    assertThat(handle.handle.lease.isDead()).isEqualTo(handle.slot.dead);
                }
            }
        }

        /** The container destroys its remaining leases; nothing is left. */
        @Override
        public void close() {
            for (int i = 0; i < handles.size(); i++) {
                destroy(i);
            }
            assertThat(fixture.connector.open()).isEmpty();
            assertThat(fixture.pool.totalConnections()).isZero();
            assertThat(fixture.pool.hosts().size()).isZero();
            fixture.close();
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void thePoolBehavesLikeTheModel(@ForAll @Size(min = 1, max = 120) List<@IntRange(min = 0, max = 9_999_999) Integer> steps)
            throws Exception {
        try (Run run = new Run()) {
            for (int step : steps) {
                run.step(step);
            }
        }
    }

    /** The same with real threads: no lease ever uses another key's connection, and nothing is left at the end. */
    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void threadsUseOnlyTheirOwnConnectionsAndLeaveNone(@ForAll long seed) throws Exception {
        PoolFixture fixture = new PoolFixture(settings());
        Map<FakeHandle, Boolean> leftOver = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(seed + thread);
                work.add(() -> act(fixture, random, leftOver));
            }
            int used = 0;
            for (Future<Integer> done : threads.invokeAll(work)) {
                used += done.get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            assertThat(used).as("commands that ran").isPositive();
        } finally {
            threads.shutdownNow();
        }
        leftOver.keySet().forEach(handle -> handle.lease.destroy());
        // An abandoned connect ends on its own thread.
        await().untilAsserted(() -> {
            assertThat(fixture.pool.totalConnections()).isZero();
            assertThat(fixture.connector.open()).isEmpty();
            assertThat(fixture.pool.hosts().size()).isZero();
        });
        fixture.close();
    }

    private static int act(PoolFixture fixture, Random random, Map<FakeHandle, Boolean> leftOver) throws SshException {
        int used = 0;
        for (int i = 0; i < 300; i++) {
            String user = "u" + random.nextInt(USERS);
            String session = "s" + random.nextInt(SESSIONS);
            String profile = "p" + random.nextInt(PROFILES);
            switch (random.nextInt(12)) {
                case 0 -> fixture.pool.closeSession(user, session);
                case 1 -> fixture.pool.release(user, session, profile);
                case 2 -> fixture.pool.evictIdle();
                case 3 -> {
                    fixture.clock.advance(Duration.ofSeconds(300));
                    fixture.validate();
                }
                case 4 -> {
                    List<FakeConnector.FakeTransport> open = fixture.connector.open();
                    if (!open.isEmpty()) {
                        open.get(random.nextInt(open.size())).abort();
                    }
                }
                default -> used += openAndUse(fixture, user, session, profile, random, leftOver);
            }
        }
        return used;
    }

    private static int openAndUse(PoolFixture fixture, String user, String session, String profile, Random random,
            Map<FakeHandle, Boolean> leftOver) throws SshException {
        int revision = random.nextInt(20) == 0 ? 1 : 0;
        try {
            FakeHandle handle = fixture.open(user, session, profile(user, session, profile, revision));
            try {
                assertThat(handle.exec("whoami").stdout()).isEqualTo(login(user, session, profile, revision));
                return 1;
            } finally {
                if (random.nextInt(4) == 0) {
                    handle.destroy();
                } else {
                    handle.giveBack();
                    leftOver.put(handle, true);
                }
            }
        } catch (SshConnectionLimitException | SshConnectionClosedException | io.sshra.SshConnectionLostException e) {
            return 0;
        }
    }
}
