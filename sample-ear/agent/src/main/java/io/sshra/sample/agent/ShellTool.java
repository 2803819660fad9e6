package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshException;
import io.sshra.SshNames;

/** {@code ssh_shell}: a command in the shell that the conversation has on a machine. */
final class ShellTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_shell", "Run in a shell", Effect.DESTROYS,
                "Runs a command in your shell on a machine, and answers with its exit code. The shell goes on: directory, variables and functions remain "
                        + "for the next command. There is one shell for each machine, bash or else sh, without a terminal; commands read nothing. If a "
                        + "command takes longer than wait, it goes on. If you cancel the call, the command and the shell are ended.",
                Schema.arguments().profile().text("command", "One or several lines").bounded().require("command"),
                RunTool.processContent().flag("new_shell", "Whether the shell was started for this command"));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws SshException, InterruptedException {
        AgentSession session = conversation.session();
        AgentShell shell = session.shell(SshNames.profile(arguments.text("profile")));
        ShellCommand command = shell.run(arguments.text("command"), first -> session.handles().add(id -> new ShellCommand(id, shell, first)),
                () -> ShellRecording.of(conversation.watched(), shell.profile()));
        call.await(command, arguments.waiting(), () -> !command.isRunning());
        if (call.isAbandoned()) {
            command.end();
        }
        return command.answer(arguments.budget());
    }
}
