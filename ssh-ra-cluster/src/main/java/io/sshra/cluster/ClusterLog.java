package io.sshra.cluster;

import io.sshra.SshText;
import java.util.List;

/** What operators read of the cluster. docs/cluster.md has each message by its code. */
final class ClusterLog {

    private static final System.Logger LOG = System.getLogger("io.sshra.cluster");

    private ClusterLog() {
    }

    static void nodes(List<String> nodes) {
        LOG.log(System.Logger.Level.INFO, () -> "SSHRA000901: The nodes of the cluster are " + SshText.visible(String.join(", ", nodes)));
    }

    static void notUnderstood(String from, String why) {
        LOG.log(System.Logger.Level.WARNING, () -> "SSHRA000902: Messages of node " + SshText.visible(from)
                + " can't be understood, and it is not counted as a node: " + why);
    }

    /** @param cause has no text of another side */
    static void failed(Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "SSHRA000903: A step of the cluster's protocol has failed. The next one may succeed", cause);
    }

    static void notClosed(Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, "SSHRA000904: A part of this node was not closed", cause);
    }

    static void notSent(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "A message was not sent. It is sent again if it has to come", cause);
    }
}
