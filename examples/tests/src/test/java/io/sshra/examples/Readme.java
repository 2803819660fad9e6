package io.sshra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README shows of a terminal: blocks of commands after a {@code $}, and their output. */
final class Readme {

    /** The folder in which readers type. */
    static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

    private static final Pattern TERMINAL = Pattern.compile("(?ms)^```console\\R(.*?)^```$");
    private static final String PROMPT = "$ ";

    private final Map<String, List<String>> outputs = new TreeMap<>();

    Readme() throws IOException {
        for (Matcher block = TERMINAL.matcher(Files.readString(PROJECT.resolve("README.md"))); block.find();) {
            for (String part : block.group(1).split("(?m)^" + Pattern.quote(PROMPT))) {
                if (!part.isBlank()) {
                    List<String> lines = part.lines().toList();
                    outputs.put(lines.get(0), lines.subList(1, lines.size()).stream().filter(line -> !line.isBlank()).toList());
                }
            }
        }
    }

    /** The only command that begins so. */
    String command(String start) {
        List<String> found = outputs.keySet().stream().filter(command -> command.startsWith(start)).toList();
        assertThat(found).as("commands of the README that begin with " + start).hasSize(1);
        return found.get(0);
    }

    /** The lines that the README shows after a command; empty lines are left out. */
    List<String> output(String command) {
        return outputs.get(command);
    }
}
