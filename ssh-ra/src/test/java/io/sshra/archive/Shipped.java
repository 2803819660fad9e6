package io.sshra.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files that the build has produced. */
final class Shipped {

    private static final Path RAR = Path.of(System.getProperty("adapter.rar"));

    private Shipped() {
    }

    /** The resource adapter archive. */
    static Path rar() {
        return RAR;
    }

    /** Its name without .rar, for instance ssh-ra-1.0. */
    static String rarName() {
        return RAR.getFileName().toString().replace(".rar", "");
    }

    /** Version of all modules. */
    static String version() {
        return rarName().substring("ssh-ra-".length());
    }

    /** Contents by name, in the archive's order. Folders are left out. */
    static Map<String, byte[]> contents(byte[] archive) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    contents.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return contents;
    }

    /** The names of all entries, including duplicates. */
    static List<String> names(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream bytes = new ByteArrayInputStream(archive); ZipInputStream in = new ZipInputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    static Map<String, byte[]> contents() throws IOException {
        return contents(Files.readAllBytes(RAR));
    }

    static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The name of a jar without its version. */
    static String withoutVersion(String jar) {
        return jar.replaceFirst("-\\d.*", "");
    }
}
