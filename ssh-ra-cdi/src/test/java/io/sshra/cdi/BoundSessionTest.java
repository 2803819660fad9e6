package io.sshra.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The session of one HTTP session: its users, its end, and both at the same time. */
class BoundSessionTest {

    private static final int ROUNDS = 2000;
    private static final FakeFactory AFTER_PASSIVATION = new FakeFactory();

    private static final class Session extends BoundSession {

        private static final long serialVersionUID = 1L;

        @Override
        SshConnectionFactory lookUp(String factory) {
            assertThat(factory).isEqualTo("java:/eis/ssh");
            return AFTER_PASSIVATION.factory();
        }
    }

    private final FakeFactory fake = new FakeFactory();
    private final SshConnectionFactory factory = fake.factory();
    private final Session session = new Session();

    private void use(String user) throws Exception {
        session.open("java:/eis/ssh", factory, session.owner(user), "web-1");
    }

    @Test
    void aUserKeepsTheSessionAndTheEndClosesItsConnections() throws Exception {
        use("alice");
        use("alice");
        assertThat(fake.connected).hasSize(1);

        session.end();

        assertThat(fake.connected).isEmpty();
        assertThatThrownBy(() -> use("alice")).isInstanceOf(SshConnectionClosedException.class).extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
        assertThat(fake.connected).isEmpty();
    }

    /** Somebody else has logged in without the end of the HTTP session. */
    @Test
    void anotherUserEndsTheSessionOfTheFirst() throws Exception {
        use("alice");

        use("bob");

        assertThat(fake.connected).singleElement().extracting("user").isEqualTo("bob");
        use("alice");
        assertThat(fake.connected).singleElement().extracting("user").isEqualTo("alice");
    }

    @Test
    void sessionNamesDiffer() throws Exception {
        Owner first = session.owner("alice");
        session.release();

        assertThat(session.owner("alice").session()).isNotEqualTo(first.session()).hasSizeGreaterThan(30);
        assertThat(new Session().owner("alice").session()).isNotEqualTo(first.session());
    }

    @Test
    void aReleasedSessionCanBeUsedAgain() throws Exception {
        use("alice");

        assertThat(session.release()).isEqualTo(1);
        assertThat(fake.connected).isEmpty();
        assertThat(session.release()).isZero();

        use("alice");
        assertThat(fake.connected).hasSize(1);
    }

    @Test
    void aConnectionThatOpensDuringTheEndIsClosed() throws Exception {
        fake.before = session::end;

        assertThatThrownBy(() -> use("alice")).isInstanceOf(SshConnectionClosedException.class);

        assertThat(fake.connected).isEmpty();
        assertThat(fake.closed).hasSize(1);
    }

    /** The caller was interrupted, but its connect goes on. */
    @Test
    void aConnectThatGoesOnAfterTheEndIsClosedToo() throws Exception {
        Owner owner = session.owner("alice");
        fake.before = () -> {
            session.end();
            fake.connected.add(SshConnectionSpec.of(owner.user(), owner.session(), "web-1"));
            throw new SshConnectException(SshErrorCode.CONNECT_FAILED, "of the test");
        };

        assertThatThrownBy(() -> session.open("java:/eis/ssh", factory, owner, "web-1")).isInstanceOf(SshConnectException.class);

        assertThat(fake.connected).isEmpty();
    }

    @Test
    void openAndEndAtTheSameTimeLeaveNoConnection() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        fake.before = () -> {
            for (int i = ThreadLocalRandom.current().nextInt(2000); i > 0; i--) {
                Thread.onSpinWait();
            }
        };
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Session one = new Session();
                Owner owner = one.owner("alice");
                CyclicBarrier barrier = new CyclicBarrier(2);
                Future<?> opening = threads.submit(() -> {
                    barrier.await();
                    try {
                        one.open("java:/eis/ssh", factory, owner, "web-1");
                    } catch (SshConnectionClosedException e) {
                        assertThat(e.code()).isEqualTo(SshErrorCode.SESSION_ENDED);
                    }
                    return null;
                });
                Future<?> ending = threads.submit(() -> {
                    barrier.await();
                    if (owner.session().hashCode() % 2 == 0) {
                        one.end();
                    } else {
                        one.owner("bob");
                    }
                    return null;
                });
                opening.get(3, TimeUnit.MINUTES);
                ending.get(3, TimeUnit.MINUTES);
                assertThat(fake.connected).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPassivatedSessionEndsItsConnections() throws Exception {
        use("alice");
        AFTER_PASSIVATION.connected.addAll(fake.connected);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(session);
        }
        Session activated;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            activated = (Session) in.readObject();
        }
        assertThat(activated.owner("alice")).isEqualTo(session.owner("alice"));

        activated.end();

        assertThat(AFTER_PASSIVATION.connected).isEmpty();
    }
}
