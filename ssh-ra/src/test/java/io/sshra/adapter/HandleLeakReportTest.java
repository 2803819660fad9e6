package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LogLines;
import org.junit.jupiter.api.Test;

/** An application that forgets to close a handle is named, by the timer of a running adapter. */
class HandleLeakReportTest {

    private static final String LEAK = "SSHRA000112";

    @Test
    void theReportPointsToTheLineOfTheApplication() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); LogLines log = new LogLines();
                AdapterFixture fixture = new AdapterFixture(adapter -> {
                    adapter.setLeakDetectionThresholdSeconds(1);
                    adapter.setLeakDetectionStackTraces(true);
                    adapter.setEvictionIntervalSeconds(1);
                }, definition -> { })) {
            SshConnection handle = forgetToClose(fixture, server);

            await().until(() -> !log.of(LEAK).isEmpty());
            assertThat(log.of(LEAK)).singleElement().asString().startsWith("WARN ").contains("user=alice session=s profile=p target=");
            assertThat(log.causes(LEAK)).singleElement().satisfies(
                    cause -> assertThat(cause).hasMessage("the handle was taken here"),
                    cause -> assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("forgetToClose"),
                    cause -> assertThat(cause.getStackTrace()[1].getMethodName()).isEqualTo("theReportPointsToTheLineOfTheApplication"));
            assertThat(handle.info().openHandles()).isEqualTo(1);
            assertThat(handle.exec("true").succeeded()).as("it is only reported").isTrue();
        }
    }

    private static SshConnection forgetToClose(AdapterFixture fixture, EmbeddedSshServer server) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }
}
