package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.charset.StandardCharsets;

/** {@code ssh_write}: input for a command that {@code ssh_start} has started. */
final class WriteTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_write", "Write to a command", Effect.DESTROYS,
                "Writes text to the input of a command that ssh_start has started with keep_stdin. Answers at once; ssh_read shows what the command says.",
                Schema.arguments().text("handle", "From ssh_start").text("text", "With a line break at the end, if the command reads lines")
                        .flag("end", "Whether the input ends after it").require("handle", "text"),
                RunTool.processContent());
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) {
        RemoteProcess process = conversation.session().handles().get(arguments.text("handle"), RemoteProcess.class, "command of ssh_start");
        process.write(arguments.text("text").getBytes(StandardCharsets.UTF_8), arguments.flag("end"));
        return process.state();
    }
}
