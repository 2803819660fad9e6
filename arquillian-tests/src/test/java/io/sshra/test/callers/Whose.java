package io.sshra.test.callers;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;

/** Gets a connection without naming a user. */
final class Whose {

    private Whose() {
    }

    /** The user of the connection, as the adapter reports it, or the code of the exception. */
    static String connection(SshConnectionFactory ssh) {
        try (SshConnection connection = ssh.getConnection(SshConnectionSpec.builder().session("one-name").profile("own").build())) {
            return connection.info().userId();
        } catch (SshException e) {
            return e.getErrorCode();
        }
    }
}
