package io.sshra.ssh;

import io.sshra.SshCertificateTerms.Extension;
import io.sshra.SshText;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the certificate of one connection says. No secret.
 *
 * @param serial       an unsigned number, in decimal
 * @param keyId        for whom it was made, see {@link OnBehalfOf#keyId}
 * @param principals   the names that it is valid for
 * @param validAfter   when it becomes valid
 * @param validBefore  when it is no longer valid
 * @param forceCommand the only command that the server runs; null for any
 * @param extensions   what it allows
 * @param authority    the fingerprint of the authority's key, {@code SHA256:…}
 */
public record IssuedCertificate(String serial, String keyId, List<String> principals, Instant validAfter, Instant validBefore,
        String forceCommand, Set<Extension> extensions, String authority) {

    /** OpenSSH's own SFTP server, as a forced command. */
    private static final String INTERNAL_SFTP = "internal-sftp";

    public IssuedCertificate {
        principals = List.copyOf(principals);
        extensions = Set.copyOf(extensions);
    }

    public boolean allows(Extension extension) {
        return extensions.contains(extension);
    }

    /** Whether the server runs SFTP in the place of each command. A program of another name may do so, too. */
    public boolean allowsSftpOnly() {
        return forceCommand != null && forceCommand.strip().split("\\s")[0].equals(INTERNAL_SFTP);
    }

    /** For messages and logs. */
    @Override
    public String toString() {
        return SshText.visible("certificate " + serial + " (" + keyId + ")");
    }

    /** What a server may have refused about it, for messages. */
    public String inDetail() {
        return SshText.visible(this + " of the authority " + authority + " for the principals " + String.join(",", principals)
                + ", valid from " + validAfter + " to " + validBefore);
    }
}
