package io.sshra;

import java.io.IOException;

/**
 * Signs certificates for new keys, where the key of the certificate authority is not here: HashiCorp Vault, step-ca or a service of one's own. Bound
 * in JNDI under the name in a profile's {@code certificateSource}; an enterprise bean with this interface as its local business interface can be
 * used.
 *
 * <p>Called on a thread that waits for the connection: the one that called {@code getConnection}, or that of an operation that reconnects. It is
 * interrupted if it has not returned when the connect time-out is over. It is called for each connection, after the host key was accepted, by any
 * number of threads at once.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface SshCertificateSource {

    /**
     * Signs a user certificate for the request's key.
     *
     * @param request not null
     * @return the line of the certificate ({@code ssh-ed25519-cert-v01@openssh.com AAAA…}); not null
     * @throws IOException          if it can't be signed; like any other exception, it reaches the caller of {@code getConnection} as the cause of
     *                              {@link SshErrorCode#CERTIFICATE_NOT_ISSUED}
     * @throws InterruptedException if the thread is interrupted
     */
    String sign(SshCertificateRequest request) throws IOException, InterruptedException;
}
