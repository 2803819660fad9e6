package io.sshra.pool;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.base.Step;
import io.sshra.events.CommandText;
import io.sshra.events.EventSettings;
import io.sshra.events.Tracing;
import io.sshra.profile.Profile;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A pool with fake servers and a container without a pool of its own: each handle has its own lease. */
final class PoolFixture implements AutoCloseable {

    static final String DEFINITION = "definition";

    final FakeClock clock = new FakeClock();
    final FakeConnector connector = new FakeConnector(clock);
    final FakeThreads threads = new FakeThreads();
    final Pool pool;

    PoolFixture() {
        this(settings());
    }

    PoolFixture(PoolSettings settings) {
        pool = new Pool(settings, connector, clock, new EventSettings(CommandText.FULL, Tracing.NONE), threads);
    }

    static PoolSettings settings() {
        return new PoolSettings(new PoolSettings.PerSession(5, 100), new PoolSettings.PerHost(1000, 8, 1000),
                new PoolSettings.Connections(10_000, 10), new PoolSettings.Times(Duration.ofMillis(200), Duration.ofSeconds(900),
                        Duration.ofSeconds(10), Duration.ofSeconds(30)));
    }

    /** A profile whose login identifies it. */
    static Profile profile(String name, String login, String host, String revision) {
        Target target = new Target(new Target.Address(host, 22),
                new Target.Login(login, new Credentials("secret".toCharArray(), List.of())), new HostKeyRule(List.of(), Set.of()),
                new ConnectSettings(Duration.ofHours(1), new ConnectSettings.Keepalive(Duration.ZERO, 3)));
        return new Profile(name, target, null, Profile.Limits.NONE, revision, null);
    }

    static Profile profile(String name) {
        return profile(name, name, "host", "1");
    }

    FakeHandle open(String user, String session, String profile) throws SshException {
        return open(user, session, profile(profile));
    }

    FakeHandle open(String user, String session, Profile profile) throws SshException {
        return open(SessionKey.of(user, session), profile);
    }

    FakeHandle open(SessionKey session, Profile profile) throws SshException {
        try (Admission admission = pool.admit(session, DEFINITION, profile, false, pool.nanos())) {
            FakeHandle handle = new FakeHandle(admission.key());
            handle.checkOut();
            admission.granted(handle);
            return handle;
        }
    }

    /** Runs a whole health check without waiting. */
    void validate() {
        for (Step step = pool.probeAll(); step != null; ) {
            step = step.work().run();
        }
    }

    SshConnectionInfo only(String user, String session) {
        List<SshConnectionInfo> all = pool.connections(user, session);
        if (all.size() != 1) {
            throw new AssertionError("expected one connection: " + all);
        }
        return all.get(0);
    }

    /** The connections of the session {@code user/session}. */
    List<SshConnectionInfo> connections(String name) {
        return pool.connections(name.split("/")[0], name.split("/")[1]);
    }

    @Override
    public void close() {
        pool.stop();
    }

    /** A lease with its only handle. */
    final class FakeHandle implements Lease.Owner, Admission.Handle {

        final Lease lease;
        final OpenChannels channels = new OpenChannels();
        volatile boolean ended;
        private volatile List<HandleOrigin> origins = List.of();
        private volatile Admission place;

        FakeHandle(ConnectionKey key) {
            lease = pool.lease(key, this);
        }

        void checkOut() throws SshException {
            try {
                lease.checkOut(ContainerLogin.NONE, null);
                origins = List.of(lease.handleTaken(PoolFixture.class));
            } catch (SshException e) {
                lease.destroy();
                throw e;
            }
        }

        SshCommandResult exec(String command) throws SshException {
            return lease.exec(SshCommand.shell(command), channels);
        }

        @Override
        public boolean own(Admission admission) {
            place = admission;
            return true;
        }

        @Override
        public void leaseEnded() {
            ended = true;
        }

        @Override
        public List<HandleOrigin> handles() {
            return origins;
        }

        /** Closes the handle and returns the lease to the container, which keeps it. */
        void giveBack() {
            channels.close();
            origins = List.of();
            place.returnPlace();
        }

        /** The container destroys the lease. */
        void destroy() {
            giveBack();
            lease.destroy();
        }
    }
}
