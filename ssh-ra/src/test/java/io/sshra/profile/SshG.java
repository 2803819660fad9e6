package io.sshra.profile;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The settings of an alias according to the real ssh: {@code ssh -G}. */
final class SshG {

    private SshG() {
    }

    static boolean available() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "ssh")));
    }

    /** The folder against which ssh resolves relative paths of {@code Include}: {@code .ssh} in its home. */
    static Path configFolder(Path home) throws IOException {
        return Files.createDirectories(home.resolve(".ssh"));
    }

    /**
     * The values by keyword in lower case. A keyword that ssh prints in several lines has several values.
     *
     * @param file in a {@link #configFolder}
     * @return null if ssh refuses the file
     */
    static Map<String, List<String>> effective(Path file, String alias) throws IOException, InterruptedException {
        ProcessBuilder ssh = new ProcessBuilder("ssh", "-G", "-F", file.toString(), alias).directory(file.getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        ssh.environment().put("HOME", file.getParent().getParent().toString());
        Process process = ssh.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            return null;
        }
        Map<String, List<String>> effective = new TreeMap<>();
        for (String line : printed.split("\n")) {
            String[] parts = line.split(" ", 2);
            effective.computeIfAbsent(parts[0], absent -> new ArrayList<>()).add(parts.length > 1 ? parts[1] : "");
        }
        return effective;
    }
}
