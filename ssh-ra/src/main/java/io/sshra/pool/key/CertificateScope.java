package io.sshra.pool.key;

import io.sshra.SshCertificateTerms.Extension;
import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.Transport;

/**
 * Refuses what the certificate of a connection does not permit, before anything is sent: a server says no without a reason. Nothing is refused
 * where no certificate was made for the log-in.
 */
final class CertificateScope {

    private CertificateScope() {
    }

    /** A command, with or without a terminal. */
    static void check(SshCommand command, Transport transport) throws SshException {
        IssuedCertificate certificate = transport.negotiated().certificate();
        if (certificate != null && certificate.allowsSftpOnly()) {
            throw missing("no commands", transport, certificate, "its force-command is SFTP");
        }
        if (command.pty() != null) {
            terminal(transport);
        }
    }

    /** A terminal. */
    static void terminal(Transport transport) throws SshException {
        check(Extension.PERMIT_PTY, "no terminal", transport);
    }

    /** A forwarding or a stream. */
    static void forwarding(Transport transport) throws SshException {
        check(Extension.PERMIT_PORT_FORWARDING, "no forwardings and streams", transport);
    }

    private static void check(Extension extension, String what, Transport transport) throws SshException {
        IssuedCertificate certificate = transport.negotiated().certificate();
        if (certificate != null && !certificate.allows(extension)) {
            throw missing(what, transport, certificate, "it has no " + extension);
        }
    }

    private static SshException missing(String what, Transport transport, IssuedCertificate certificate, String why) {
        return new SshException(SshErrorCode.NOT_IN_CERTIFICATE, "the " + certificate + " allows " + what + " on " + transport + ": " + why);
    }
}
