package io.sshra.transport;

import io.sshra.SshException;
import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.global.AbstractOpenSshHostKeysHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * Servers that say which host keys they have, after the log-in (OpenSSH's PROTOCOL, section 2.5). Where the target wants
 * that, they prove those that are new, and the known_hosts file follows.
 */
final class HostKeyUpdates extends AbstractOpenSshHostKeysHandler {

    private static final String SAID = "hostkeys-00@openssh.com";
    private static final String PROVE = "hostkeys-prove-00@openssh.com";

    HostKeyUpdates() {
        super(SAID);
        setIgnoreInvalidKeys(true);
    }

    /** On an I/O thread. */
    @Override
    protected Result handleHostKeys(Session session, Collection<? extends PublicKey> said, boolean wantReply, Buffer buffer)
            throws IOException {
        HostKeyVerifier verifier = Handshake.of(session).hostKeys();
        if (verifier.learnsFrom(said)) {
            List<PublicKey> unproven = verifier.toProve(said);
            if (unproven.isEmpty()) {
                learn(session, verifier, List.of(), said);
            } else {
                askForProof(session, verifier, unproven, said);
            }
        }
        return Result.Replied;
    }

    private static void askForProof(Session session, HostKeyVerifier verifier, List<PublicKey> unproven,
            Collection<? extends PublicKey> said) throws IOException {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString(PROVE);
        request.putBoolean(true);
        unproven.forEach(request::putPublicKey);
        session.request(request, PROVE, (command, proof) -> {
            if (command == SshConstants.SSH_MSG_REQUEST_SUCCESS && proves(session, unproven, proof)) {
                learn(session, verifier, unproven, said);
            }
        });
    }

    /** Whether there is a good signature of each key. */
    private static boolean proves(Session session, List<PublicKey> keys, Buffer proof) {
        try {
            for (PublicKey key : keys) {
                byte[] signature = proof.getBytes();
                String algorithm = new ByteArrayBuffer(signature).getString();
                Buffer signed = new ByteArrayBuffer();
                signed.putString(PROVE);
                signed.putBytes(session.getSessionId());
                signed.putPublicKey(key);
                Signature verifier = NamedFactory.create(Algorithms.SIGNATURES, algorithm);
                if (verifier == null || !KeyUtils.getKeyType(key).equals(KeyUtils.getCanonicalKeyType(algorithm))) {
                    return false;
                }
                verifier.initVerifier(session, key);
                verifier.update(session, signed.getCompactData());
                if (!verifier.verify(session, signature)) {
                    return false;
                }
            }
            return true;
        } catch (Exception e) {
            AdapterLog.LOG.tracef(e, "no proof of host keys from %s", session);
            return false;
        }
    }

    /** On a thread of its own: a file may take its time. */
    private static void learn(Session session, HostKeyVerifier verifier, List<PublicKey> proven,
            Collection<? extends PublicKey> said) {
        Handshake handshake = Handshake.of(session);
        Thread thread = new Thread(() -> handshake.logContext().during(() -> {
            try {
                if (verifier.learn(proven, said)) {
                    AdapterLog.LOG.hostKeysUpdated(handshake.target());
                }
            } catch (SshException e) {
                AdapterLog.LOG.hostKeysNotUpdated(handshake.target(), e);
            }
        }), "ssh-ra-known-hosts");
        thread.setDaemon(true);
        thread.setContextClassLoader(HostKeyUpdates.class.getClassLoader());
        thread.start();
    }
}
