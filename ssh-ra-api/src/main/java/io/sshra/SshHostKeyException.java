package io.sshra;

import java.security.PublicKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's host key is unknown, has changed or is revoked (RFC 4251 section 4.1). Nothing was authenticated.
 *
 * @since 1.0
 */
public class SshHostKeyException extends SshException {

    private static final long serialVersionUID = 1L;

    private final PublicKey offeredKey;
    private final String fingerprint;

    /**
     * @param offeredKey  the key that the server offered, not null
     * @param fingerprint its SHA-256 fingerprint as OpenSSH prints it, {@code SHA256:…}, not null
     */
    public SshHostKeyException(SshErrorCode code, String what, PublicKey offeredKey, String fingerprint, @Nullable Throwable cause) {
        super(code, what, cause);
        this.offeredKey = Objects.requireNonNull(offeredKey, "offeredKey");
        this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /** The key that the server offered. Never null. */
    public PublicKey offeredKey() {
        return offeredKey;
    }

    /** The offered key's fingerprint as {@code ssh-keygen -l} prints it, {@code SHA256:…}. Never null. */
    public String fingerprint() {
        return fingerprint;
    }

    /** True if another key is known for this host, or this one is revoked; false if none is known. */
    public boolean changed() {
        return code() != SshErrorCode.HOST_KEY_UNKNOWN;
    }
}
