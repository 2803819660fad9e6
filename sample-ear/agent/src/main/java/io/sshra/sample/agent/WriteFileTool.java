package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** {@code ssh_write_file}: a whole file, new or in place of the version that was read. */
final class WriteFileTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_write_file", "Write a file", Effect.DESTROYS,
                "Writes a whole text file. It is there completely, or unchanged. For a new file, leave version out: it is refused if there is one. To "
                        + "replace a file, give the version that ssh_read_file has told: it is refused if the file has changed since. Permissions are kept.",
                Schema.arguments().profile().text("path", "Absolute, or from the home folder").text("text", "All of it").text("version", "The one that you have read")
                        .bounded().require("path", "text"),
                written());
    }

    static Schema written() {
        return Schema.content().text("path", "The file").number("size", "In bytes").text("version", "Of the new content");
    }

    static Answer written(String path, byte[] content) {
        String version = WholeFile.version(content);
        return new Answer().say("Written: " + ShownText.of(path) + ", " + content.length + " bytes, version " + version).with("path", ShownText.of(path))
                .with("size", content.length).with("version", version);
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        byte[] content = arguments.text("text").getBytes(StandardCharsets.UTF_8);
        return FileJob.done(conversation, call, arguments, profile, connection -> {
            try (FileSystem files = connection.fileSystem()) {
                Path path = files.getPath(arguments.text("path"));
                if (arguments.has("version")) {
                    WholeFile.replace(path, content, arguments.text("version"));
                } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new Refusal("There is a file " + ShownText.of(path.toString()) + " already. Read it, and give its version to replace it");
                } else {
                    WholeFile.create(path, content);
                }
                return written(path.toString(), content);
            }
        });
    }
}
