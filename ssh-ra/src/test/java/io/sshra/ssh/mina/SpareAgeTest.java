package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.SpareRule;
import io.sshra.ssh.Transport;
import io.sshra.testing.SpareServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a spare channel is not used, with a clock that the test moves. */
class SpareAgeTest {

    private static final SpareRule ONE = new SpareRule() {

        @Override
        public int wanted() {
            return 1;
        }

        @Override
        public int room() {
            return 5;
        }

        @Override
        public Duration sftpKept() {
            return Duration.ZERO;
        }
    };

    private final AtomicLong nanos = new AtomicLong();
    private SpareServer server;
    private MinaConnector connector;
    private Transport transport;

    @BeforeEach
    void start() throws Exception {
        server = new SpareServer();
        connector = new MinaConnector(nanos::get);
        transport = connector.connect(Connecting.to(server.server(), Connecting.within(Duration.ofSeconds(15))), Duration.ofSeconds(15),
                Connecting.QUIETLY);
        transport.keepSpares(ONE);
    }

    @AfterEach
    void stop() {
        connector.close();
        server.server().close();
    }

    private void run(String command) throws Exception {
        assertThat(transport.exec(SshCommand.shell(command), null).await().succeeded()).isTrue();
        await().until(() -> transport.spares() == 1);
    }

    /** It may have been lost without a message. A request that is sent then may have run, but a channel that is not opened is tried again. */
    @Test
    void aConnectionThatWasNotHeardOfLatelyOpensAChannelFirst() throws Exception {
        run("first");
        run("at once");
        assertThat(server.placeOf("at once")).as("the spare, which was opened second").isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        run("later");
        assertThat(server.placeOf("later")).as("not the spare, but a channel that was opened after it").isEqualTo(3);
        run("at once after that");
        assertThat(server.placeOf("at once after that")).as("the spare").isEqualTo(2);
    }

    @Test
    void aConnectionThatHasEndedUsesNoSpare() throws Exception {
        run("first");
        transport.abort();
        assertThat(catchThrowable(() -> transport.exec(SshCommand.shell("too late"), null).await()))
                .as("so that it is run on the next connection").isInstanceOf(ChannelNotOpenedException.class);
        assertThat(server.runs("too late")).isZero();
    }
}
