package io.sshra.ssh.algorithm;

import java.util.Set;

/**
 * Names that OpenSSH 7 to 10 knows and this adapter does not have: {@code ssh -Q}. A file for {@code ssh} may list them.
 */
final class OpenSshAlgorithms {

    static final Set<String> KEY_EXCHANGES = Set.of("sntrup4591761x25519-sha512@tinyssh.org");

    static final Set<String> CIPHERS = Set.of("arcfour", "arcfour128", "arcfour256", "blowfish-cbc", "cast128-cbc",
            "rijndael-cbc@lysator.liu.se");

    static final Set<String> MACS = Set.of("hmac-md5", "hmac-md5-96", "hmac-md5-96-etm@openssh.com", "hmac-md5-etm@openssh.com",
            "hmac-ripemd160", "hmac-ripemd160-etm@openssh.com", "hmac-ripemd160@openssh.com", "hmac-sha1-96-etm@openssh.com",
            "umac-128-etm@openssh.com", "umac-128@openssh.com", "umac-64-etm@openssh.com", "umac-64@openssh.com");

    static final Set<String> HOST_KEYS = Set.of("sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
            "sk-ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", "ssh-dss", "ssh-dss-cert-v01@openssh.com",
            "ssh-rsa-cert-v01@openssh.com", "ssh-xmss-cert-v01@openssh.com", "ssh-xmss@openssh.com",
            "webauthn-sk-ecdsa-sha2-nistp256@openssh.com");

    private OpenSshAlgorithms() {
    }
}
