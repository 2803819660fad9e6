package io.sshra.ssh.identity;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;

/** Says what is wrong with a private key. No message has a part of it. */
final class KeyFailures {

    private KeyFailures() {
    }

    /**
     * @param origin where it is from
     * @param what   for instance "is empty"
     */
    static SshProfileException unreadable(String origin, String what, Exception cause) {
        return new SshProfileException(SshErrorCode.UNREADABLE_KEY, "the private key " + origin + " " + what, cause);
    }

    static SshProfileException unreadable(String origin, String what) {
        return unreadable(origin, what, null);
    }

    static SshProfileException damaged(String origin, Exception cause) {
        return unreadable(origin, "holds no private key that can be read", cause);
    }

    static SshProfileException noPassphrase(String origin) {
        return new SshProfileException(SshErrorCode.ENCRYPTED_KEY, "the private key " + origin + " is encrypted, and there is no passphrase for it");
    }

    static SshProfileException wrongPassphrase(String origin, Exception cause) {
        return new SshProfileException(SshErrorCode.ENCRYPTED_KEY, "the private key " + origin + " is encrypted, and its passphrase is"
                + " wrong", cause);
    }

    /** Deriving the key of an encrypted file takes as much time and memory as the file says, which may be a stranger's. */
    static SshProfileException tooExpensive(String origin, String what) {
        return unreadable(origin, "is protected by " + what + ": encrypt it anew with less");
    }
}
