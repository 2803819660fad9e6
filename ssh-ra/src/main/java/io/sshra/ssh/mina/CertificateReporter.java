package io.sshra.ssh.mina;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.kex.DHGClient;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.DHFactory;
import org.apache.sshd.common.kex.KeyExchange;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.session.Session;

/** MINA's key exchange, which also reports that the host's certificate is refused. MINA says so in a message only. */
final class CertificateReporter extends DHGClient {

    /** All sessions share them. */
    private static final Map<KeyExchangeFactory, KeyExchangeFactory> REPORTING = new ConcurrentHashMap<>();

    private CertificateReporter(DHFactory groups, Session session) {
        super(groups, session);
    }

    /** The same key exchange with reports. Returns the factory unchanged if its key exchange does not support certificates. */
    static KeyExchangeFactory in(KeyExchangeFactory factory) {
        return REPORTING.computeIfAbsent(factory, CertificateReporter::reporting);
    }

    private static KeyExchangeFactory reporting(KeyExchangeFactory factory) {
        DHFactory groups = BuiltinDHFactories.fromFactoryName(factory.getName());
        if (groups == null || groups.isGroupExchange()) {
            return factory;
        }
        return new KeyExchangeFactory() {
            @Override
            public String getName() {
                return factory.getName();
            }

            @Override
            public KeyExchange createKeyExchange(Session session) {
                return new CertificateReporter(groups, session);
            }
        };
    }

    @Override
    protected void verifyCertificate(Session session, OpenSshCertificate certificate) throws Exception {
        try {
            super.verifyCertificate(session, certificate);
        } catch (Exception e) {
            Handshake.of(session).diagnosis().certificateRefused(e);
            throw e;
        }
    }
}
