package io.sshra;

import java.time.Duration;
import java.util.List;

/**
 * What a new certificate is asked for. The names of the user, the session and the profile are those of the connection key, as the application gave
 * them.
 *
 * @param user       the application's user on whose behalf the adapter connects
 * @param session    the session of that user
 * @param profile    the profile that the adapter connects to
 * @param target     {@code user@host:port} of the host to log in to, which may be a jump host of the profile
 * @param publicKey  the key to sign, in one line: {@code ssh-ed25519 AAAA…}
 * @param keyId      the key id that the adapter would give: the three names, with nothing in it that could forge a log line
 * @param principals the names that the certificate is to be valid for; not empty
 * @param terms      what the profile says about its certificates
 * @param limit      how long the adapter waits for the certificate
 * @since 1.0
 */
public record SshCertificateRequest(String user, String session, String profile, String target, String publicKey, String keyId,
        List<String> principals, SshCertificateTerms terms, Duration limit) {

    public SshCertificateRequest {
        principals = List.copyOf(principals);
    }
}
