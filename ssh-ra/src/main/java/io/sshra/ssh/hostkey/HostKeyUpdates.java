package io.sshra.ssh.hostkey;

import io.sshra.SshException;
import io.sshra.base.JsonText;
import io.sshra.log.AdapterLog;
import io.sshra.log.LogContext;
import io.sshra.ssh.Target;
import io.sshra.ssh.algorithm.Algorithms;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.global.AbstractOpenSshHostKeysHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * Handles servers that announce their host keys after the log-in (OpenSSH's PROTOCOL, section 2.5). If the target allows it,
 * they prove that they own the new keys, and the known_hosts file is updated.
 */
public final class HostKeyUpdates extends AbstractOpenSshHostKeysHandler {

    private static final String SAID = "hostkeys-00@openssh.com";
    private static final String PROVE = "hostkeys-prove-00@openssh.com";

    /** Whose keys the server of a session announces. */
    public record Learner(Target target, HostKeyVerifier verifier, LogContext logContext) {
    }

    private final Function<Session, Learner> learners;

    /** @param learners of the sessions on which servers announce their keys */
    public HostKeyUpdates(Function<Session, Learner> learners) {
        super(SAID);
        this.learners = learners;
        setIgnoreInvalidKeys(true);
    }

    /** On an I/O thread. */
    @Override
    protected Result handleHostKeys(Session session, Collection<? extends PublicKey> said, boolean wantReply, Buffer buffer)
            throws IOException {
        Learner learner = learners.apply(session);
        HostKeyVerifier verifier = learner.verifier();
        if (verifier.learnsFrom(said)) {
            List<PublicKey> unproven = verifier.toProve(said);
            if (unproven.isEmpty()) {
                learn(learner, List.of(), said);
            } else {
                askForProof(session, learner, unproven, said);
            }
        }
        return Result.Replied;
    }

    private static void askForProof(Session session, Learner learner, List<PublicKey> unproven,
            Collection<? extends PublicKey> said) throws IOException {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString(PROVE);
        request.putBoolean(true);
        unproven.forEach(request::putPublicKey);
        session.request(request, PROVE, (command, proof) -> {
            if (command == SshConstants.SSH_MSG_REQUEST_SUCCESS && proves(session, unproven, proof)) {
                learn(learner, unproven, said);
            }
        });
    }

    /** Whether there is a valid signature by each key. */
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

    /** On a thread of its own, because a file may be slow. */
    private static void learn(Learner learner, List<PublicKey> proven,
            Collection<? extends PublicKey> said) {
        Thread thread = new Thread(() -> learner.logContext().during(() -> {
            try {
                if (learner.verifier().learn(proven, said)) {
                    AdapterLog.LOG.hostKeysUpdated(JsonText.word(learner.target().toString()));
                }
            } catch (SshException e) {
                AdapterLog.LOG.hostKeysNotUpdated(JsonText.word(learner.target().toString()), e);
            }
        }), "ssh-ra-known-hosts");
        thread.setDaemon(true);
        thread.setContextClassLoader(HostKeyUpdates.class.getClassLoader());
        thread.start();
    }
}
