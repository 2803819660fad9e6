package io.sshra.ssh.mina;

import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.pubkey.KeyPairIdentity;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;
import org.apache.sshd.common.kex.extension.parser.HostBoundPubkeyAuthentication;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Public key authentication (RFC 4252 section 7). MINA asks whether the server would accept a key before it signs with it. With
 * a single key there is no choice, so this class signs the first request. That saves a round trip, and the 5 to 9 ms that
 * OpenSSH takes for each request. With several keys, each refused key would cost a useless signature, so they are left to MINA. A certificate
 * that was made for this log-in is signed with at once, too.
 */
final class SignedAtOnce extends UserAuthPublicKey {

    private boolean begun;

    /** For MINA. It has no list of algorithms of its own: the session's list is used, in the server's order (RFC 8308). */
    static final class Factory extends AbstractUserAuthFactory {

        Factory() {
            super(NAME);
        }

        @Override
        public UserAuth createUserAuth(ClientSession session) {
            return new SignedAtOnce();
        }
    }

    @Override
    protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
        LogInKeys keys = Handshake.of(session).keys();
        KeyPair certified = keys.certified();
        if (begun || certified == null && !keys.isSingle()) {
            return super.sendAuthDataRequest(session, service);
        }
        begun = true;
        // MINA would leave out a certificate that is not valid by the clock of this machine. The clock that counts is the server's.
        current = certified == null ? resolveAttemptedPublicKeyIdentity(session, service) : new KeyPairIdentity(this, session, certified);
        if (current == null) {
            return false;
        }
        PublicKey key = current.getKeyIdentity().getPublic();
        currentAlgorithms.addAll(algorithms(session, key));
        boolean chosen = currentAlgorithms.size() == 1
                || session.getAttribute(DefaultClientKexExtensionHandler.SERVER_ALGORITHMS) != null;
        if (!chosen || currentAlgorithms.isEmpty()) {
            return super.sendAuthDataRequest(session, service);
        }
        chosenAlgorithm = currentAlgorithms.poll();
        sendSigned(session, service, key);
        return true;
    }

    /** The algorithms that this key can sign with, in order. */
    private static List<String> algorithms(ClientSession session, PublicKey key) {
        String type = KeyUtils.getKeyType(key);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(KeyUtils.getAllEquivalentKeyTypes(type));
        names.add(type);
        return session.getSignatureFactories().stream().map(NamedResource::getName).filter(names::contains).toList();
    }

    @Override
    public void signalAuthMethodSuccess(ClientSession session, String service, Buffer buffer) throws Exception {
        if (chosenAlgorithm != null) {
            Handshake.of(session).legacyUse().add(chosenAlgorithm);
        }
        super.signalAuthMethodSuccess(session, service, buffer);
    }

    private void sendSigned(ClientSession session, String service, PublicKey key) throws Exception {
        // OpenSSH's PROTOCOL section 3.1
        boolean hostBound = session.getAttribute(DefaultClientKexExtensionHandler.HOSTBOUND_AUTHENTICATION) != null;
        String method = hostBound ? HostBoundPubkeyAuthentication.AUTH_NAME : getName();
        PublicKey hostKey = hostBound ? session.getServerKey() : null;
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        request.putString(session.getUsername());
        request.putString(service);
        request.putString(method);
        request.putBoolean(true);
        request.putString(chosenAlgorithm);
        request.putPublicKey(key);
        if (hostKey != null) {
            request.putPublicKey(hostKey);
        }
        appendSignature(session, service, method, session.getUsername(), chosenAlgorithm, key, hostKey, request);
        setCancellable(false);
        session.writePacket(request);
    }
}
