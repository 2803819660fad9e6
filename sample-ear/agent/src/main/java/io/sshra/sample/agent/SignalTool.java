package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshException;
import java.util.List;

/** {@code ssh_signal}: a signal, or the end. */
final class SignalTool implements AgentTool {

    private static final String END = "END";

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_signal", "Signal a command", Effect.DESTROYS,
                "Sends a signal to a command, or to the shell of ssh_shell. END sends TERM and closes the channel: it ends what is here for certain. "
                        + "A server may ignore signals; OpenSSH delivers none to commands of root, so there a process may go on: end it with kill.",
                Schema.arguments().text("handle", "From an earlier answer").one("signal", List.of("INT", "TERM", "HUP", "KILL", "USR1", "USR2", END), "Which")
                        .require("handle", "signal"),
                RunTool.processContent());
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws SshException {
        Handle handle = conversation.session().handles().get(arguments.text("handle"), Handle.class, "command");
        String signal = arguments.text("signal");
        if (signal.equals(END)) {
            handle.end();
        } else {
            handle.signal(signal);
        }
        return new Answer().say("Sent " + signal + " to " + handle.id() + ". ssh_read says what became of it").with("handle", handle.id())
                .with("profile", handle.profile());
    }
}
