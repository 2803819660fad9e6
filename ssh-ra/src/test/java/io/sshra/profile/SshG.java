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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings of an alias according to the real ssh: {@code ssh -G}. */
final class SshG {

    private static final Pattern PLACE = Pattern.compile("(?m)^(/.*?):? line (\\d+):");

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
     * Takes the lines out of the files that ssh refuses, until it refuses none: what counts without them is what counts here with
     * them, for an alias that does not use them.
     */
    static void mend(Path file) throws IOException, InterruptedException {
        for (List<String> refused = refused(file); !refused.isEmpty(); refused = refused(file)) {
            for (String place : refused) {
                Path where = Path.of(place.substring(0, place.lastIndexOf(':')));
                List<String> lines = new ArrayList<>(List.of(Files.readString(where).split("\n", -1)));
                int index = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1)) - 1;
                // What stands below an invalid Host or Match must not become part of the block above.
                lines.set(index, lines.get(index).strip().matches("(?is)(host|match)\\b.*") ? "Match originalhost nobody-of-this-name" : "");
                Files.writeString(where, String.join("\n", lines));
            }
        }
    }

    /** As {@code file:line}. */
    private static List<String> refused(Path file) throws IOException, InterruptedException {
        Process process = process(file, "any").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() == 0) {
            return List.of();
        }
        List<String> places = PLACE.matcher(said).results().map(place -> place.group(1) + ":" + place.group(2)).distinct().toList();
        if (places.isEmpty()) {
            throw new IOException("ssh names no line: " + said);
        }
        return places;
    }

    private static ProcessBuilder process(Path file, String alias) {
        ProcessBuilder ssh = new ProcessBuilder("ssh", "-G", "-F", file.toString(), alias).directory(file.getParent().toFile());
        ssh.environment().put("HOME", file.getParent().getParent().toString());
        return ssh;
    }

    /**
     * The values by keyword in lower case. A keyword that ssh prints in several lines has several values.
     *
     * @param file in a {@link #configFolder}
     * @return null if ssh refuses the file
     */
    static Map<String, List<String>> effective(Path file, String alias) throws IOException, InterruptedException {
        return printed(process(file, alias));
    }

    /** The same for a command line that a shell understands. */
    static Map<String, List<String>> effectiveOf(String command, Path file) throws IOException, InterruptedException {
        return printed(process(file, "any").command("sh", "-c", command));
    }

    private static Map<String, List<String>> printed(ProcessBuilder ssh) throws IOException, InterruptedException {
        Process process = ssh.redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
