package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshCommand;
import io.sshra.SshNames;
import java.time.Duration;

/** {@code ssh_start}: a command that goes on until it ends by itself or is ended. */
final class StartTool implements AgentTool {

    private static final int SECONDS = 2;

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_start", "Start a command", Effect.DESTROYS,
                "Starts a command that is to go on between calls, such as a build, and answers within 2 seconds with a handle and the first output. "
                        + "ssh_read shows more, ssh_write writes to its input if keep_stdin is true, ssh_signal ends it. A cancelled call does not end it.",
                RunTool.command(Schema.arguments()).flag("keep_stdin", "Whether the input stays open for ssh_write")
                        .number("max_bytes", Arguments.LEAST_BYTES, Arguments.MOST_BYTES, Arguments.DEFAULT_BYTES, "The size of the answer at most"),
                RunTool.processContent());
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        SshCommand command = RunTool.parse(arguments);
        AgentSession session = conversation.session();
        RemoteProcess process = session.handles().add(
                id -> new RemoteProcess(id, profile, session, command, RunTool.stdin(arguments), arguments.flag("keep_stdin"))).launch();
        call.await(process, Duration.ofSeconds(SECONDS), () -> !process.isRunning());
        return process.answer(arguments.budget());
    }
}
