package io.sshra.ssh.identity;

import java.util.List;
import org.apache.sshd.common.config.keys.loader.KeyPairResourceParser;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.config.keys.loader.pem.ECDSAPEMResourceKeyPairParser;
import org.apache.sshd.common.config.keys.loader.pem.PKCS8PEMResourceKeyPairParser;
import org.apache.sshd.common.config.keys.loader.pem.RSAPEMResourceKeyPairParser;
import org.apache.sshd.common.util.logging.SimplifiedLog;

/** MINA's parsers of private keys, without their logging: at TRACE, they write each private key that they read to the log. */
final class KeyParsers {

    static final KeyPairResourceParser ALL = KeyPairResourceParser.aggregate(
            List.of(new OpenSsh(), new Pkcs8(), new RsaPem(), new EcdsaPem()));

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

    private static final class RsaPem extends RSAPEMResourceKeyPairParser {

        @Override
        protected SimplifiedLog getSimplifiedLogger() {
            return SimplifiedLog.EMPTY;
        }
    }

    private static final class EcdsaPem extends ECDSAPEMResourceKeyPairParser {

        @Override
        protected SimplifiedLog getSimplifiedLogger() {
            return SimplifiedLog.EMPTY;
        }
    }
}
