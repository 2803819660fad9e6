package io.sshra.ssh.identity;

import org.apache.sshd.common.config.keys.loader.KeyPairResourceParser;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.config.keys.loader.openssh.kdf.BCryptKdfOptions;
import org.apache.sshd.common.config.keys.loader.pem.PKCS8PEMResourceKeyPairParser;
import org.apache.sshd.common.util.logging.SimplifiedLog;

/** MINA's parsers of private keys, without their logging: at TRACE, they write each private key that they read to the log. */
final class KeyParsers {

    /** Of bcrypt: ssh-keygen makes 16 or 24 by default, and each takes about 10 ms. MINA allows 255. */
    static final int MAX_ROUNDS = 1024;

    static final KeyPairResourceParser OPENSSH = new OpenSsh();
    static final KeyPairResourceParser PKCS8 = new Pkcs8();

    static {
        BCryptKdfOptions.setMaxAllowedRounds(MAX_ROUNDS);
    }

    private KeyParsers() {
    }

    private static final class OpenSsh extends OpenSSHKeyPairResourceParser {

        @Override
        protected SimplifiedLog getSimplifiedLogger() {
            return SimplifiedLog.EMPTY;
        }
    }

    private static final class Pkcs8 extends PKCS8PEMResourceKeyPairParser {

        @Override
        protected SimplifiedLog getSimplifiedLogger() {
            return SimplifiedLog.EMPTY;
        }
    }
}
