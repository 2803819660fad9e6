package io.sshra.ssh.mina.io;

import io.sshra.log.AdapterLog;

/** Failures that have nobody to be told of. */
final class IoFailures {

    private IoFailures() {
    }

    static void ignored(String what, Throwable failure) {
        AdapterLog.LOG.tracef(failure, "failure when %s", what);
    }
}
