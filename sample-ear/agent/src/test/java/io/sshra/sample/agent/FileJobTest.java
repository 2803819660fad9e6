package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.sample.oversight.Agents;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileJobTest {

    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    private final SshConnectionFactory ssh = proxy(SshConnectionFactory.class, proxy(SshConnection.class, null));
    private final Conversation conversation = new Conversation(new McpStreamableServerSession("id", null, null, Duration.ofSeconds(1), Map.of(), Map.of()), "alice", false,
            begun -> new Agents().begin("alice", "test", null), () -> new AgentSession(ssh, Thread::new, "alice"), 0);

    /** Does work that has the content of a file. */
    private WeakReference<byte[]> write() throws InterruptedException {
        byte[] content = new byte[WholeFile.LONGEST];
        Answer answer = FileJob.done(conversation, new Call(() -> true, seconds -> { }), new Arguments(Map.of()), "web-1",
                connection -> new Answer().say("Written: " + content.length));
        assertThat(answer.isError()).isFalse();
        return new WeakReference<>(content);
    }

    /** A handle is kept for its answer. Those of a caller's conversations could take all of the server's memory otherwise. */
    @Test
    void aHandleDoesNotHoldTheFileThatWasWritten() throws Exception {
        WeakReference<byte[]> content = write();
        while (!content.refersTo(null)) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(conversation.session().handles().get("h1", FileJob.class, "answer").isRunning()).isFalse();
    }
}
