package io.sshra.ssh.mina;

import org.apache.sshd.common.SshConstants;

/**
 * Which messages a server may send until the first keys are in use. Until then nothing is encrypted and no host key is
 * verified, so other messages can't be trusted.
 */
final class FirstKeyExchange {

    private FirstKeyExchange() {
    }

    /**
     * Whether a message may come before the first keys (RFC 4253 section 7.1): one that ends the connection or has no effect
     * (SSH_MSG_DISCONNECT, SSH_MSG_IGNORE, SSH_MSG_UNIMPLEMENTED, SSH_MSG_DEBUG), or one of the key exchange.
     *
     * @param message its number, 0 to 255
     */
    static boolean allows(int message) {
        return message >= SshConstants.SSH_MSG_DISCONNECT && message <= SshConstants.SSH_MSG_DEBUG
                || message == SshConstants.SSH_MSG_KEXINIT || message == SshConstants.SSH_MSG_NEWKEYS
                || message >= SshConstants.SSH_MSG_KEX_FIRST && message <= SshConstants.SSH_MSG_KEX_LAST;
    }
}
