package io.sshra.ssh.mina.sftp;

import java.util.regex.Pattern;

/**
 * How a server writes the drive letters of Windows. SFTP has only one root (draft-ietf-secsh-filexfer-02 section 6.2). In
 * OpenSSH for Windows the drives are folders of the root. Other servers use names that begin with the drive, although SFTP takes them
 * for relative ones. The name of a server's start folder shows which form it uses.
 */
enum Drives {

    /** The server has none: {@code C:} is the name of a file. */
    NONE,
    /** {@code /C:/Users/x}. */
    BELOW_ROOT,
    /** {@code C:/Users/x}. */
    IN_FRONT;

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:(?:[/\\\\].*)?", Pattern.DOTALL);

    /** @param startFolder as the server writes it */
    static Drives of(String startFolder) {
        if (begins(startFolder)) {
            return IN_FRONT;
        }
        return startFolder.startsWith("/") && begins(startFolder.substring(1)) ? BELOW_ROOT : NONE;
    }

    /** Whether the text begins like a name with a drive letter, without a slash in front. */
    static boolean begins(String text) {
        return DRIVE.matcher(text).matches();
    }

    /** A name that begins with a drive letter, as a path below the root. No name on Windows has a backslash. */
    static String normal(String name) {
        return "/" + name.replace('\\', '/');
    }

    /**
     * The name that the server is given.
     *
     * @param path absolute and normal, with a drive letter as its first name
     */
    String sent(String path) {
        // On Windows, a drive without a slash is the working directory on that drive.
        String whole = this != NONE && path.indexOf('/', 1) < 0 ? path + "/" : path;
        return this == IN_FRONT ? whole.substring(1) : whole;
    }
}
