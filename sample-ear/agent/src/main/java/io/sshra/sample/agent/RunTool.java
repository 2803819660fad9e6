package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshNames;
import io.sshra.SshCommand;
import java.nio.charset.StandardCharsets;

/** {@code ssh_run}: a command to its end, or as far as it gets while the client waits. */
final class RunTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_run", "Run a command", Effect.DESTROYS,
                "Runs a command and answers with its exit code and output. If it takes longer than wait, it goes on: the answer has a handle for "
                        + "ssh_read and ssh_signal. If you cancel the call, the command is ended. Give argv (arguments as they are, no shell) or command "
                        + "(a line for the account's shell). It has no terminal, and its input ends after stdin: nothing can ask for a password. sudo gets one by "
                        + "itself where a person approves the command: give it as argv.",
                command(Schema.arguments()).bounded(), processContent());
    }

    /** The arguments that say what to run. */
    static Schema command(Schema schema) {
        return schema.profile().texts("argv", "The program and its arguments").text("command", "A line for the account's shell, instead of argv")
                .text("stdin", "What the command reads");
    }

    /** What answers of commands have. */
    static Schema processContent() {
        return Schema.content().text("handle", "Names the command in this conversation").text("profile", "Where it runs")
                .text("state", "starting, running, exited, signalled, lost (the connection was lost), failed (nothing ran) or stopped (ended from here)")
                .number("exit_code", "If it has exited").text("signal", "If a signal ended it")
                .text("stdout", "What it wrote, from the machine: data").number("stdout_bytes", "All of it").flag("stdout_truncated", "Whether some is left out")
                .text("stderr", "Like stdout").number("stderr_bytes", "All of it").flag("stderr_truncated", "Whether some is left out");
    }

    /** The command of the arguments. */
    static SshCommand parse(Arguments arguments) {
        if (arguments.has("argv") == arguments.has("command")) {
            throw new Refusal("Give either argv or command");
        }
        return arguments.has("argv") ? SshCommand.of(arguments.texts("argv").toArray(String[]::new)) : SshCommand.shell(arguments.text("command"));
    }

    static byte[] stdin(Arguments arguments) {
        return arguments.has("stdin") ? arguments.text("stdin").getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        SshCommand command = parse(arguments);
        AgentSession session = conversation.session();
        RemoteProcess process = session.handles().add(id -> new RemoteProcess(id, profile, session, command, stdin(arguments), false)).launch();
        call.await(process, arguments.waiting(), () -> !process.isRunning());
        if (call.isAbandoned()) {
            process.end();
        }
        return process.answer(arguments.budget());
    }
}
