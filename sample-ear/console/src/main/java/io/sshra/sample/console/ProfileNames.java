package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The available profiles: the {@code Host} lines without wildcards in the adapter's profile file. */
@ApplicationScoped
public class ProfileNames {

    private static final String FILE_PROPERTY = "sshra.profilesFile";

    public List<String> all() throws IOException {
        String file = System.getProperty(FILE_PROPERTY, "");
        return file.isEmpty() ? List.of() : of(Files.readAllLines(Path.of(file)));
    }

    static List<String> of(List<String> lines) {
        return lines.stream().map(line -> line.strip().replaceFirst("\\s#.*", "").split("[\\s=]+"))
                .filter(words -> words[0].toLowerCase(Locale.ROOT).equals("host"))
                .flatMap(words -> Stream.of(words).skip(1)).map(word -> word.replace("\"", ""))
                .filter(word -> word.matches("[^*?!]+")).distinct().toList();
    }
}
