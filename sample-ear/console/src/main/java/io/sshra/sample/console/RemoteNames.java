package io.sshra.sample.console;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Path;

/**
 * Names of remote files. SFTP has names as bytes. Mostly these are UTF-8, but files with other names must be accessible too. So file
 * systems use {@link #BYTES}, the page uses percent-encoded names, and only people see text.
 */
final class RemoteNames {

    /** Each byte is one character. */
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private RemoteNames() {
    }

    /** Encodes a name for the page. */
    static String encoded(String path) {
        return URLEncoder.encode(path, BYTES).replace("+", "%20").replace("%2F", "/");
    }

    /** Decodes a name of the page for a file system in {@link #BYTES}. */
    static String decoded(String encoded) {
        try {
            String name = URLDecoder.decode(BadRequests.required(encoded).replace("+", "%2B"), BYTES);
            if (encoded.chars().allMatch(c -> c < 0x80) && name.indexOf('\0') < 0) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            throw BadRequests.because("The path is not percent-encoded", "Encode it as the page does: " + e.getMessage());
        }
        throw BadRequests.because("The path is not percent-encoded or contains a NUL", "Encode it as the page does");
    }

    /** @return an absolute path without {@code ..}; the user's start folder if the path is null or empty */
    static Path path(FileSystem files, String encoded) {
        return files.getPath(encoded == null ? "" : decoded(encoded)).toAbsolutePath().normalize();
    }

    /** Returns another path in the same folder. */
    static Path sibling(Path path, String encoded) {
        return child(path.getParent() == null ? path : path.getParent(), encoded);
    }

    /** Returns a path in this folder. */
    static Path child(Path folder, String encoded) {
        String name = decoded(encoded);
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
            throw BadRequests.because("\"" + text(name) + "\" is not a valid file name", "Enter a name without a slash");
        }
        return folder.resolve(name);
    }

    /** Returns text for people to read. */
    static String text(String name) {
        return new String(name.getBytes(BYTES), StandardCharsets.UTF_8);
    }
}
