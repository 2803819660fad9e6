package io.sshra.ssh.mina.sftp;

import io.sshra.ssh.mina.sftp.ServerKind.LinkOrder;
import java.io.IOException;
import java.util.UUID;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Makes the symbolic links of one channel. The draft has the link's name first, and OpenSSH the other one
 * (draft-ietf-secsh-filexfer-02 section 6.10). Some servers make relative targets absolute, from a folder of their own. Where it is
 * not known what a server does, it is tried once. For any number of threads.
 */
final class SymbolicLinks {

    /**
     * What the server does with a request.
     *
     * @param keepsRelative whether the target of a link stays as it is
     */
    private record Way(LinkOrder order, boolean keepsRelative) {
    }

    private final SftpRequests client;
    private volatile Way way;

    SymbolicLinks(SftpRequests client) {
        this.client = client;
        this.way = new Way(client.kind().linkOrder(), client.kind().relativeLinks());
    }

    /**
     * Makes one. Where the server would change a relative target, it gets an absolute one, which leads to the same file.
     *
     * @param to       as it is to be read, relative names included
     * @param absolute whether that is an absolute name; with a drive letter it may have no slash in front
     * @throws IOException also if it can't be found out which of the two names the server takes for the link
     */
    void make(String link, String to, boolean absolute) throws IOException {
        String folder = link.substring(0, link.lastIndexOf('/') + 1);
        if (way.order() == LinkOrder.UNKNOWN) {
            way = wayOfServer(folder);
        }
        Way known = way;
        send(known.order(), link, known.keepsRelative() || absolute ? to : folder + to);
    }

    private void send(LinkOrder order, String link, String to) throws IOException {
        if (order == LinkOrder.LINK_FIRST) {
            client.link(to, link, true);
        } else {
            client.link(link, to, true);
        }
    }

    /** By links to names that nobody has, in the same folder. A server may refuse names that begin with a dot. */
    private Way wayOfServer(String folder) throws IOException {
        String name = "sshra-" + UUID.randomUUID() + ".link";
        try {
            return wayOfServer(folder, "." + name);
        } catch (RefusedException hidden) {
            try {
                return wayOfServer(folder, name);
            } catch (RefusedException e) {
                e.addSuppressed(hidden);
                throw e;
            }
        }
    }

    private Way wayOfServer(String folder, String name) throws IOException {
        String other = name + ".link";
        try {
            send(LinkOrder.TARGET_FIRST, folder + other, folder + name);
        } catch (SftpException e) {
            throw new RefusedException(e);
        }
        LinkOrder order = LinkOrder.TARGET_FIRST;
        if (textOf(folder + name) != null || !removed(folder + other)) {
            client.remove(folder + name);
            order = LinkOrder.LINK_FIRST;
        }
        send(order, folder + name, other);
        String text = textOf(folder + name);
        client.remove(folder + name);
        return new Way(order, text == null || text.equals(other));
    }

    private boolean removed(String name) throws IOException {
        try {
            client.remove(name);
            return true;
        } catch (SftpException refused) {
            return false;
        }
    }

    /** The server makes no link of this name. */
    private static final class RefusedException extends SftpException {

        private static final long serialVersionUID = 1L;

        RefusedException(SftpException cause) {
            super(cause.getStatus(), cause.getMessage());
            initCause(cause);
        }
    }

    /** Null if it is no link, or can't be read. */
    private String textOf(String name) throws IOException {
        try {
            return client.readLink(name);
        } catch (SftpException refused) {
            return null;
        }
    }
}
