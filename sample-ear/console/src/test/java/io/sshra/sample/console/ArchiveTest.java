package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final Archive.Progress NOBODY = (bytes, files, leftOut) -> {
    };

    @TempDir
    private Path folder;

    private static Map<String, String> content(byte[] archive) throws IOException {
        Map<String, String> content = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                content.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }

    @Test
    void anArchiveHasTheFilesAndFoldersOfASelection() throws Exception {
        Files.createDirectories(folder.resolve("site/empty"));
        Files.writeString(folder.resolve("site/a"), "in a");
        Files.writeString(folder.resolve("b\\c"), "b");
        Files.writeString(folder.resolve("not-selected"), "x");
        Files.createSymbolicLink(folder.resolve("site/link"), Path.of("b"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long[] at = new long[3];

        Archive archive = new Archive(out, folder, (bytes, files, leftOut) -> {
            at[0] = bytes;
            at[1] = files;
            at[2] = leftOut;
        });
        archive.add(folder.resolve("site"));
        archive.add(folder.resolve("b\\c"));
        archive.finish();

        assertThat(content(out.toByteArray())).containsOnly(Map.entry("site/", ""), Map.entry("site/empty/", ""), Map.entry("site/a", "in a"), Map.entry("b_c", "b"),
                Map.entry(Archive.LEFT_OUT, "site/link: a link to b\n"));
        assertThat(at).as("bytes, files, left out").containsExactly(5, 2, 1);
    }

    @Test
    void namesThatAreEqualAsTextStayApart() throws Exception {
        // Characters of the file system are bytes of the name: neither of these is UTF-8.
        Files.writeString(folder.resolve("\u00ff"), "one");
        Files.writeString(folder.resolve("\u00fe"), "other");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Archive archive = new Archive(out, folder, NOBODY);
        archive.add(folder.resolve("\u00ff"));
        archive.add(folder.resolve("\u00fe"));
        archive.finish();

        assertThat(content(out.toByteArray())).containsOnly(Map.entry("\ufffd", "one"), Map.entry("\ufffd (2)", "other"));
    }

    @Test
    void whoIsToldOfTheProgressCanEndIt() throws Exception {
        Files.writeString(folder.resolve("a"), "x");
        Archive archive = new Archive(new ByteArrayOutputStream(), folder, (bytes, files, leftOut) -> {
            throw new ClosedChannelException();
        });
        assertThatThrownBy(() -> archive.add(folder.resolve("a"))).isInstanceOf(ClosedChannelException.class);
    }
}
