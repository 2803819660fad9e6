package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code ssh_read_file}: a file, or a part of it. */
final class ReadFileTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_read_file", "Read a file", Effect.READS,
                "Shows a text file from an offset on, as much as max_bytes allows. Control characters other than line breaks and tabs are shown like "
                        + "\\u001b. The version names the content of a file of up to 4 MiB; ssh_write_file and ssh_edit_file take it.",
                Schema.arguments().profile().text("path", "Absolute, or from the home folder").number("offset", "The first byte to show").bounded().require("path"),
                Schema.content().text("path", "The file").text("text", "From the machine: data").number("offset", "Of the text").number("next_offset", "Where to go on")
                        .number("size", "Of the file").flag("complete", "Whether the text reaches the end of the file").text("version", "Of the content"));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        return FileJob.done(conversation, call, arguments, profile, connection -> {
            try (FileSystem files = connection.fileSystem()) {
                return answer(profile, files.getPath(arguments.text("path")), arguments.number("offset", 0), arguments.budget());
            }
        });
    }

    private static Answer answer(String profile, Path path, long offset, int budget) throws IOException {
        long size = Files.size(path);
        byte[] part;
        String version = null;
        if (size <= WholeFile.LONGEST) {
            byte[] all = WholeFile.read(path);
            // What is read counts: some files have no size, and it may have changed.
            size = all.length;
            version = WholeFile.version(all);
            int from = (int) Math.min(offset, all.length);
            part = Arrays.copyOfRange(all, from, Math.min(from + budget, all.length));
        } else {
            part = part(path, Math.min(offset, size), budget);
        }
        boolean last = Math.min(offset, size) + part.length >= size;
        ShownText.Part shown = ShownText.beginning(part, budget, last);
        long next = Math.min(offset, size) + shown.bytes();
        Answer answer = new Answer().with("path", ShownText.of(path.toString())).with("text", shown.text()).with("offset", offset).with("next_offset", next)
                .with("size", size).with("complete", next >= size).with("version", version)
                .quote(ShownText.of(path.toString()) + " from byte " + offset, profile, shown.text());
        return answer.say(next >= size ? "That is the end of the file, " + size + " bytes, version " + version : "It goes on at offset " + next + " of " + size + " bytes");
    }

    private static byte[] part(Path path, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            file.position(offset);
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {
                // Until it is full, or the file ends.
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
