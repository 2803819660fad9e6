package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshException;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer the request for a remote forwarding late, or connect at once. */
class RemoteForwardTest {

    private static final int SERVER_CHANNEL = 4711;
    private static final int PORT = 40_000;

    private final MinaConnector connector = new MinaConnector(System::nanoTime);
    private EmbeddedSshServer server;

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private Transport connect(RequestHandler<ConnectionService> handler) throws Exception {
        server = EmbeddedSshServer.start(mina -> {
            List<RequestHandler<ConnectionService>> handlers = new ArrayList<>();
            handlers.add(handler);
            handlers.addAll(mina.getGlobalRequestHandlers());
            mina.setGlobalRequestHandlers(handlers);
        });
        return connector.connect(Connecting.to(server, Connecting.within(Duration.ofSeconds(Patience.SECONDS))),
                Duration.ofSeconds(Patience.SECONDS), Connecting.QUIETLY);
    }

    private static Forwarding forwarding(int port, int to) {
        return new Forwarding(Forwarding.Kind.REMOTE, Location.address("127.0.0.1", port), Location.address("127.0.0.1", to));
    }

    /** The answer to the request, and at once the first client, before the caller may know of the answer. */
    private static void answerAndConnect(Session session) throws IOException {
        Buffer answer = session.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
        answer.putUInt(PORT);
        session.writePacket(answer);
        Buffer client = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN);
        client.putString("forwarded-tcpip");
        client.putUInt(SERVER_CHANNEL);
        client.putUInt(1 << 20);
        client.putUInt(1 << 15);
        client.putString("127.0.0.1");
        client.putUInt(PORT);
        client.putString("127.0.0.1");
        client.putUInt(1);
        session.writePacket(client);
    }

    /** Fault: the client was refused if it was faster than the caller's thread. */
    @Test
    void aClientThatComesRightAfterTheAnswerIsConnected() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (TcpService service = TcpService.of(socket -> socket.getInputStream().read())) {
                Transport transport = connect((connection, request, wantReply, buffer) -> {
                    if (!request.equals("tcpip-forward")) {
                        return RequestHandler.Result.Unsupported;
                    }
                    answerAndConnect(connection.getSession());
                    return RequestHandler.Result.Replied;
                });
                ForwardChannel forward = transport.forward(forwarding(0, service.port()));
                assertThat(forward.location()).isEqualTo(Location.address("127.0.0.1", PORT));
                await().until(() -> service.connections() == 1);
                assertThat(forward.figures().refused()).isZero();
                transport.abort();
                await().until(service::allEnded);
                server.close();
            }
        }
    }

    /** Fault: the server listened until the end of the connection. */
    @ParameterizedTest
    @ValueSource(ints = {0, PORT})
    void aServerThatAgreesTooLateIsToldToStop(int port) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        Transport transport = connect((connection, request, wantReply, buffer) -> {
            if (request.equals("cancel-tcpip-forward")) {
                cancelled.complete(buffer.getString() + ":" + buffer.getUInt());
                return RequestHandler.Result.ReplySuccess;
            }
            if (!request.equals("tcpip-forward")) {
                return RequestHandler.Result.Unsupported;
            }
            asked.countDown();
            assertThat(givenUp.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            answerAndConnect(connection.getSession());
            return RequestHandler.Result.Replied;
        });
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                transport.forward(forwarding(port, 9));
                thrown.complete(null);
            } catch (Exception e) {
                thrown.complete(e);
            }
        });
        caller.start();
        assertThat(asked.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(thrown.get(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(SshException.class).hasMessageContaining("interrupted");
        givenUp.countDown();
        assertThat(cancelled.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("127.0.0.1:" + PORT);
        assertThat(transport.isOpen()).isTrue();
    }

    /** Fault: the forwarding stayed in the table, and the next one of this port failed. */
    @Test
    void anInterruptAtTheMomentOfTheAnswerLeavesNothingBehind() throws Exception {
        AtomicInteger listening = new AtomicInteger();
        Transport transport = connect((connection, request, wantReply, buffer) -> {
            if (request.equals("cancel-tcpip-forward")) {
                listening.decrementAndGet();
                return RequestHandler.Result.ReplySuccess;
            }
            if (!request.equals("tcpip-forward")) {
                return RequestHandler.Result.Unsupported;
            }
            listening.incrementAndGet();
            Buffer answer = connection.getSession().createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
            answer.putUInt(PORT);
            connection.getSession().writePacket(answer);
            return RequestHandler.Result.Replied;
        });
        Random random = new Random();
        for (int round = 0; round < 100; round++) {
            CompletableFuture<ForwardChannel> forward = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    forward.complete(transport.forward(forwarding(0, 9)));
                } catch (Exception e) {
                    forward.completeExceptionally(e);
                }
            });
            caller.start();
            LockSupport.parkNanos(random.nextInt(1_000_000));
            caller.interrupt();
            caller.join();
            if (forward.isCompletedExceptionally()) {
                assertThatThrownBy(forward::join).hasCauseInstanceOf(SshException.class).hasMessageContaining("interrupted");
            } else {
                forward.join().close();
            }
            await().until(() -> listening.get() == 0);
        }
        assertThat(transport.isOpen()).isTrue();
    }

    @Test
    void aPortThatIsNoneIsAFailure() throws Exception {
        Transport transport = connect((connection, request, wantReply, buffer) -> {
            if (!request.equals("tcpip-forward")) {
                return RequestHandler.Result.Unsupported;
            }
            Buffer answer = connection.getSession().createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
            answer.putRawBytes("no".getBytes(StandardCharsets.US_ASCII));
            connection.getSession().writePacket(answer);
            return RequestHandler.Result.Replied;
        });
        assertThatThrownBy(() -> transport.forward(forwarding(0, 9))).isInstanceOf(SshException.class)
                .hasRootCauseMessage("the server says that it listens on port 0");
        assertThat(transport.isOpen()).isTrue();
    }

    /** Fault: a connection kept each forwarding that it ever had. */
    @ParameterizedTest
    @ValueSource(strings = {"LOCAL", "REMOTE", "DYNAMIC"})
    void aConnectionForgetsForwardingsThatHaveEnded(Forwarding.Kind kind) throws Exception {
        Transport transport = connect((connection, request, wantReply, buffer) -> RequestHandler.Result.Unsupported);
        ForwardChannel forward = transport.forward(new Forwarding(kind, Location.address("127.0.0.1", 0), Location.address("127.0.0.1", 9)));
        forward.close();
        WeakReference<ForwardChannel> forgotten = new WeakReference<>(forward);
        forward = null;
        await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(transport.isOpen()).isTrue();
    }
}
