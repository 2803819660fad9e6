package io.sshra.ssh.mina.sftp;

import io.sshra.ssh.mina.sftp.ServerKind.LinkOrder;
import java.io.IOException;
import java.util.UUID;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Makes the symbolic links of one channel. The draft has the link's name first, and OpenSSH the other one
 * (draft-ietf-secsh-filexfer-02 section 6.10). Where it is not known which a server has, it is tried once. For any number of threads.
 */
final class SymbolicLinks {

    private final SftpRequests client;
    private volatile LinkOrder order;

    SymbolicLinks(SftpRequests client) {
        this.client = client;
        this.order = client.kind().linkOrder();
    }

    /**
     * Makes one. Where the server would change a relative target, it gets an absolute one, which leads to the same file.
     *
     * @param to as it is to be read, relative names included
     */
    void make(String link, String to) throws IOException {
        String folder = link.substring(0, link.lastIndexOf('/') + 1);
        String target = client.kind().relativeLinks() || to.startsWith("/") ? to : folder + to;
        if (order == LinkOrder.UNKNOWN) {
            order = orderAtServer(folder);
        }
        if (order == LinkOrder.LINK_FIRST) {
            client.link(target, link, true);
        } else {
            client.link(link, target, true);
        }
    }

    /** By a link from one name that nobody has to another one, in the same folder. Most have OpenSSH's order. */
    private LinkOrder orderAtServer(String folder) throws IOException {
        String second = folder + ".sshra-" + UUID.randomUUID() + ".link";
        String first = folder + ".sshra-" + UUID.randomUUID() + ".link";
        try {
            client.link(second, first, true);
        } catch (SftpException refused) {
            return LinkOrder.UNKNOWN;
        }
        boolean draft = isLink(first);
        client.remove(draft ? first : second);
        return draft ? LinkOrder.LINK_FIRST : LinkOrder.TARGET_FIRST;
    }

    private boolean isLink(String name) throws IOException {
        try {
            client.readLink(name);
            return true;
        } catch (SftpException refused) {
            return false;
        }
    }
}
