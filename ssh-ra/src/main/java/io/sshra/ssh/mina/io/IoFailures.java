package io.sshra.ssh.mina.io;

import io.sshra.log.AdapterLog;

/** Logs failures that no caller waits for. */
final class IoFailures {

    private IoFailures() {
    }

    static void ignored(String what, Throwable failure) {
        AdapterLog.LOG.tracef(failure, "failure when %s", what);
    }
}
