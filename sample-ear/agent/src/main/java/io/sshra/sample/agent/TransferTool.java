package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshConnection;
import io.sshra.SshNames;
import io.sshra.SshTransferResult;
import java.nio.file.FileSystem;

/** {@code ssh_transfer}: files from one machine to another, through this server. */
final class TransferTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_transfer", "Copy between machines", Effect.DESTROYS,
                "Copies a file or a folder from one machine to another, or on one machine. The machines need no connection to each other. Each file is there "
                        + "completely or not at all; one that was there is replaced.",
                Schema.arguments().text("from_profile", "The machine to copy from").text("from_path", "A file or folder").text("to_profile", "The machine to copy to")
                        .text("to_path", "Its name there, not that of a folder above it").bounded().require("from_profile", "from_path", "to_profile", "to_path"),
                Schema.content().number("files", "How many were copied").number("bytes", "All together"));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String from = SshNames.profile(arguments.text("from_profile"));
        String to = SshNames.profile(arguments.text("to_profile"));
        AgentSession session = conversation.session();
        return FileJob.done(conversation, call, arguments, to, target -> {
            try (SshConnection source = session.connect(from); FileSystem files = source.fileSystem()) {
                SshTransferResult result = target.upload(files.getPath(arguments.text("from_path")), arguments.text("to_path"));
                return new Answer().say("Copied from " + from + " to " + to + ": " + result.files() + " files, " + result.bytes() + " bytes")
                        .with("files", result.files()).with("bytes", result.bytes());
            }
        });
    }
}
