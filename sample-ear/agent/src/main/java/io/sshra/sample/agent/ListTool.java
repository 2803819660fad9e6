package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.sshra.SshNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ssh_list}: a folder. */
final class ListTool implements AgentTool {

    private static final int MOST = 100_000;

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_list", "List a folder", Effect.READS, "Lists the files of a folder by name, with type, size, time and permissions.",
                Schema.arguments().profile().text("path", "Absolute, or from the home folder, which is the default").number("offset", "The number of the first file to show")
                        .bounded(),
                Schema.content().text("path", "The folder").number("total", "How many files it has").number("next_offset", "Where to go on, if not all are shown")
                        .objects("files", "By name", Schema.content().text("name", "From the machine").text("type", "file, folder, link or other")
                                .number("size", "In bytes").text("modified", "Time").text("permissions", "As ls shows them")));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        String profile = SshNames.profile(arguments.text("profile"));
        String folder = arguments.has("path") ? arguments.text("path") : ".";
        return FileJob.done(conversation, call, arguments, profile, connection -> {
            try (FileSystem files = connection.fileSystem()) {
                return answer(profile, files.getPath(folder), (int) Math.min(Integer.MAX_VALUE, arguments.number("offset", 0)), arguments.budget());
            }
        });
    }

    private static Answer answer(String profile, Path folder, int offset, int budget) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                all.add(file);
                if (all.size() > MOST) {
                    throw new Refusal("The folder has more than " + MOST + " files. Use a command such as find");
                }
            }
        }
        all.sort(null);
        List<Map<String, Object>> shown = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int next = offset;
        for (int cost = 0; next < all.size(); next++) {
            Map<String, Object> file = described(all.get(next));
            String line = file.get("permissions") + " " + file.get("size") + " " + file.get("modified") + " " + file.get("name") + "\n";
            // The fields have names.
            cost += ShownText.cost(line) + 60;
            if (cost > budget) {
                break;
            }
            shown.add(file);
            text.append(line);
        }
        Answer answer = new Answer().with("path", ShownText.of(folder.toString())).with("total", all.size()).with("files", shown)
                .quote("files " + offset + " to " + next + " of " + all.size(), profile, text.toString());
        return next < all.size() ? answer.with("next_offset", next).say("It goes on at offset " + next) : answer;
    }

    private static Map<String, Object> described(Path path) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String type = attributes.isDirectory() ? "folder" : attributes.isRegularFile() ? "file" : attributes.isSymbolicLink() ? "link" : "other";
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", ShownText.of(path.getFileName().toString()));
        file.put("type", type);
        file.put("size", attributes.size());
        file.put("modified", attributes.lastModifiedTime().toString());
        file.put("permissions", (type.equals("folder") ? "d" : type.equals("link") ? "l" : "-") + PosixFilePermissions.toString(attributes.permissions()));
        return file;
    }
}
