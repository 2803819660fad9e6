package io.sshra.ssh.mina.sftp;

import java.util.Locale;
import java.util.Set;

/**
 * In what a server differs from others, as far as that can be known by its identification (RFC 4253 section 4.2) and its extensions.
 *
 * @param linkOrder        in which order it takes the two names of a symbolic link
 * @param mostOpenFiles    how many open files and folders it can tell apart on one channel
 * @param takesExclusive   whether it refuses to create a file that exists
 * @param relativeLinks    whether it keeps the target of a symbolic link as it is; otherwise it takes its own working folder for the start
 * @param lstatFollows     whether its answer about a symbolic link is about what the link leads to
 */
record ServerKind(LinkOrder linkOrder, int mostOpenFiles, boolean takesExclusive, boolean relativeLinks, boolean lstatFollows) {

    /** The draft has the link first (draft-ietf-secsh-filexfer-02 section 6.10). OpenSSH mixed them up, and most do as it does. */
    enum LinkOrder { LINK_FIRST, TARGET_FIRST, UNKNOWN }

    /** Who has one of OpenSSH's extensions was written with an eye on OpenSSH. */
    private static final String OPENSSH = "posix-rename@openssh.com";

    /**
     * Erlang's {@code ssh_sftpd} gives the third file that is open a handle of the others, opens existing files for the flag EXCL, makes
     * the targets of links absolute, and has the draft's order, as Twisted and asyncssh have. ProFTPD's {@code mod_sftp} follows links.
     *
     * @param identification as the server sent it
     */
    static ServerKind of(String identification, Set<String> extensions) {
        String name = identification.toLowerCase(Locale.ROOT);
        boolean erlang = name.contains("erlang");
        LinkOrder order = erlang || name.contains("twisted") || name.contains("asyncssh") ? LinkOrder.LINK_FIRST
                : extensions.contains(OPENSSH) ? LinkOrder.TARGET_FIRST : LinkOrder.UNKNOWN;
        return new ServerKind(order, erlang ? 2 : Integer.MAX_VALUE, !erlang, !erlang, name.contains("mod_sftp"));
    }

    /** Whether open files must be used sparingly. */
    boolean isShortOfFiles() {
        return mostOpenFiles < Integer.MAX_VALUE;
    }
}
