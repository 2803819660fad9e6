package io.sshra.sample.console;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;

/**
 * Names of remote files. To SFTP they are bytes; as a rule those are UTF-8, and where they are not the file has to be reached
 * all the same. So file systems are asked for in {@link #BYTES}, the page has names percent-encoded, and only people get text.
 */
final class RemoteNames {

    /** Each byte is one character. */
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private RemoteNames() {
    }

    /** As the page has it. */
    static String encoded(String path) {
        return URLEncoder.encode(path, BYTES).replace("+", "%20").replace("%2F", "/");
    }

    /** As a file system of {@link #BYTES} has it. */
    static String decoded(String encoded) {
        try {
            String name = URLDecoder.decode(BadRequests.required(encoded).replace("+", "%2B"), BYTES);
            if (encoded.chars().allMatch(c -> c < 0x80) && name.indexOf('\0') < 0) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("The path is not encoded", "Give it as the page does: " + e.getMessage());
        }
        throw BadRequests.because("The path is not encoded, or has a NUL", "Give it as the page does");
    }

    /** @return absolute and without {@code ..}; the folder in which the user begins there if the path is null or empty */
    static Path path(FileSystem files, String encoded) {
        return files.getPath(encoded == null ? "" : decoded(encoded)).toAbsolutePath().normalize();
    }

    /** Another name in the same folder. */
    static Path sibling(Path path, String encoded) {
        String name = decoded(encoded);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
            throw BadRequests.because("\"" + text(name) + "\" is no name of a file", "Give one without a slash");
        }
        return path.resolveSibling(name);
    }

    /** For people. */
    static String text(String name) {
        return new String(name.getBytes(BYTES), StandardCharsets.UTF_8);
    }
}
