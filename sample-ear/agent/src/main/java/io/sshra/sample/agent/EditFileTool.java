package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;

/** {@code ssh_edit_file}: exact text replaced once. */
final class EditFileTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_edit_file", "Edit a file", Effect.DESTROYS,
                "Replaces old_text, which has to be in the file exactly once, by new_text. The file is changed completely or not at all. With version, it "
                        + "is refused if the file has changed since you read it.",
                Schema.arguments().profile().text("path", "Absolute, or from the home folder").text("old_text", "Exactly as it is, with blanks and line breaks")
                        .text("new_text", "What it becomes").text("version", "The one that you have read").bounded().require("path", "old_text", "new_text"),
                WriteFileTool.written());
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        return FileJob.done(conversation, call, arguments, profile, connection -> {
            try (FileSystem files = connection.fileSystem()) {
                Path path = files.getPath(arguments.text("path"));
                byte[] content = WholeFile.read(path);
                String version = WholeFile.version(content);
                if (arguments.has("version") && !arguments.text("version").equals(version)) {
                    throw new Refusal("The file has changed since you read it. Read it again");
                }
                byte[] edited = TextEdit.replace(text(content), arguments.text("old_text"), arguments.text("new_text")).getBytes(StandardCharsets.UTF_8);
                WholeFile.replace(path, edited, version);
                return WriteFileTool.written(path.toString(), edited);
            }
        });
    }

    private static String text(byte[] content) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal("The file is not text in UTF-8. Change it with a command");
        }
    }
}
