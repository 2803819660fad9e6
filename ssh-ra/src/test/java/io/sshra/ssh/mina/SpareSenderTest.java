package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of what is sent about spare channels, with a connection that takes its first packet slowly. */
class SpareSenderTest {

    private final List<Buffer> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final SpareSender sender = new SpareSender((Session) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("writePacket")) {
                    sending.countDown();
                    slow.await();
                    sent.add((Buffer) arguments[0]);
                }
                return null;
            }));
    private final Buffer first = new ByteArrayBuffer();
    private final Buffer second = new ByteArrayBuffer();
    private final Thread other = new Thread(sender::flush);

    @BeforeEach
    void aThreadSendsTheFirst() throws Exception {
        sender.send(first);
        other.start();
        assertThat(sending.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @AfterEach
    void end() throws Exception {
        slow.countDown();
        other.join();
    }

    @Test
    void whoeverOpensAChannelWaitsForWhatIsBeingSent() throws Exception {
        sender.send(second);
        Thread opener = new Thread(sender::flushFirst);
        opener.start();
        await().until(() -> opener.getState() == Thread.State.WAITING);
        assertThat(sent).isEmpty();
        slow.countDown();
        opener.join();
        assertThat(sent).satisfiesExactly(one -> assertThat(one).isSameAs(first), two -> assertThat(two).isSameAs(second));
    }

    @Test
    void nobodyElseWaits() throws Exception {
        sender.send(second);
        sender.flush();
        assertThat(sent).isEmpty();
        slow.countDown();
        other.join();
        assertThat(sent).satisfiesExactly(one -> assertThat(one).isSameAs(first), two -> assertThat(two).isSameAs(second));
    }
}
