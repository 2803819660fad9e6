package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;

/** {@code ssh_end}: the end of the SSH session. */
final class EndTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_end", "End the SSH session", Effect.DESTROYS,
                "Ends everything that this conversation has: commands, shells and connections, on all machines. The next call begins a new session.",
                Schema.arguments(), Schema.content().number("closed", "How many connections were closed"));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) {
        int closed = conversation.endSession();
        return new Answer().say("Connections closed: " + closed).with("closed", closed);
    }
}
