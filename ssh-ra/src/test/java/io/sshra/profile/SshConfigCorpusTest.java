package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files in the format of ssh_config(5), one for each topic. They have the same effect here as for the real ssh. */
@ExtendWith(RequiresSshClient.class)
@Tag("long")
class SshConfigCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/ssh-config");

    @TempDir
    private Path home;

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".config")).sorted().toList().stream();
        }
    }

    /** Copies the corpus. {@code @FOLDER@} stands for its folder, {@code @CR@} for a carriage return. */
    private Path folder() throws IOException {
        Path folder = SshG.configFolder(home);
        try (Stream<Path> files = Files.walk(CORPUS)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(CORPUS.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.writeString(copy, Files.readString(file).replace("@FOLDER@", folder.toString()).replace("@CR@", "\r"));
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
                }
            }
        }
        return folder;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyAliasHasTheSameSettingsAsInSsh(String name) throws Exception {
        Path file = folder().resolve(name);
        Set<String> aliases = Effective.read(file).aliases();
        assertThat(aliases).isNotEmpty();
        for (String alias : aliases) {
            Map<String, Object> ours = Effective.ofOurs(file, alias);
            assertThat(ours).as(alias).isEqualTo(Effective.ofSsh(file, alias, ours));
        }
    }

    @Test
    void everyKeywordThatSshPrintsIsKnown() throws Exception {
        Path empty = Files.writeString(SshG.configFolder(home).resolve("empty"), "");
        assertThat(SshG.effective(empty, "any").keySet()).filteredOn(keyword -> !keyword.equals("host"))
                .allMatch(keyword -> Keyword.of(keyword).isPresent() || IgnoredKeywords.contains(keyword));
    }
}
