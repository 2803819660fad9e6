package io.sshra.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The handles of one request, also by several threads. */
class RequestHandlesTest {

    private static final int ROUNDS = 2000;

    private final FakeFactory fake = new FakeFactory();
    private final SshConnectionFactory factory = fake.factory();
    private final RequestHandles handles = new RequestHandles();
    private final RequestHandles.Key key = key("web-1");

    private static RequestHandles.Key key(String profile) {
        return new RequestHandles.Key(new Wanted(SshScope.REQUEST, "", profile), new Owner("alice", "s"));
    }

    private SshConnection get(RequestHandles from, RequestHandles.Key wanted) throws Exception {
        return from.get(wanted, () -> factory.getConnection(SshConnectionSpec.of("alice", "s", wanted.wanted().profile())));
    }

    @Test
    void aRequestHasOneHandleForEachProfileAndClosesThemAtItsEnd() throws Exception {
        SshConnection first = get(handles, key);
        assertThat(get(handles, key)).isSameAs(first);
        assertThat(get(handles, key("web-2"))).isNotSameAs(first);

        handles.end();

        assertThat(fake.closed).hasSize(2).containsExactlyInAnyOrderElementsOf(fake.opened);
    }

    @Test
    void aClosedHandleIsReplacedAtTheNextUse() throws Exception {
        SshConnection first = get(handles, key);
        handles.drop(key.wanted());
        assertThat(fake.closed).containsExactly(first);

        SshConnection second = get(handles, key);
        handles.drop(key, first);

        assertThat(second).isNotSameAs(first);
        assertThat(get(handles, key)).isSameAs(second);
    }

    @Test
    void afterTheRequestThereIsNoHandle() {
        handles.end();

        assertThatThrownBy(() -> get(handles, key)).isInstanceOf(SshInputException.class).extracting("code").isEqualTo(SshErrorCode.NOT_IN_REQUEST);
        assertThat(fake.closed).hasSize(1);
    }

    @Test
    void threadsOfARequestShareAHandleAndItsEndLeavesNone() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                RequestHandles one = new RequestHandles();
                CyclicBarrier barrier = new CyclicBarrier(3);
                Callable<SshConnection> use = () -> {
                    barrier.await();
                    try {
                        return get(one, key);
                    } catch (SshInputException e) {
                        return null;
                    }
                };
                Future<SshConnection> first = threads.submit(use);
                Future<SshConnection> second = threads.submit(use);
                Future<?> end = threads.submit(() -> {
                    barrier.await();
                    one.end();
                    return null;
                });
                first.get(3, TimeUnit.MINUTES);
                second.get(3, TimeUnit.MINUTES);
                end.get(3, TimeUnit.MINUTES);
                assertThat(fake.closed).containsAll(fake.opened);
                fake.closed.clear();
                fake.opened.clear();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
