package io.sshra.transport;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.digest.BuiltinDigests;

/** One attempt to connect: what the host key was, and what a failure means. */
final class Handshake {

    static final AttributeKey<Handshake> KEY = new AttributeKey<>();

    private final Target target;
    private final HostKeyVerifier verifier;
    private volatile PublicKey hostKey;
    private volatile SshHostKeyException hostKeyRefused;

    Handshake(Target target, HostKeyVerifier verifier) {
        this.target = target;
        this.verifier = verifier;
    }

    static Handshake of(Session session) {
        AttributeRepository context = ((ClientSession) session).getConnectionContext();
        return context.getAttribute(KEY);
    }

    List<String> knownKeyTypes() {
        return verifier.knownKeyTypes();
    }

    /** Called by MINA for the key exchange and for each later one. */
    boolean accepts(PublicKey offered) {
        try {
            verifier.check(offered);
            hostKey = offered;
            return true;
        } catch (SshHostKeyException e) {
            hostKeyRefused = e;
            return false;
        }
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey);
    }

    /** The exception that the application gets for a failure on the way. */
    SshException explain(Exception failure, ClientSession session) {
        if (hostKeyRefused != null) {
            return hostKeyRefused;
        }
        int disconnect = disconnectCode(failure);
        if (has(failure, ConnectException.class)) {
            return connectFailure(SshErrorCode.CONNECTION_REFUSED, "refused by " + target.endpoint(), failure);
        }
        if (has(failure, TimeoutException.class) || has(failure, SocketTimeoutException.class)) {
            return connectFailure(SshErrorCode.CONNECT_TIMEOUT,
                    "no answer from " + target.endpoint() + " within " + target.connectTimeout().toSeconds() + " s", failure);
        }
        if (disconnect == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE || tooManyAttempts(failure)) {
            return new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED,
                    target + " refuses the credentials", failure);
        }
        if (target.jump() != null && (session == null || session.getServerVersion() == null)) {
            return connectFailure(SshErrorCode.CONNECT_FAILED,
                    "no SSH server answers at " + target.endpoint() + " as seen from the jump host " + target.jump(), failure);
        }
        if (session != null && session.getServerVersion() == null) {
            return connectFailure(SshErrorCode.NOT_AN_SSH_SERVER,
                    target.endpoint() + " does not identify itself as an SSH server", failure);
        }
        if (String.valueOf(failure.getMessage()).startsWith("Unable to negotiate")) {
            return connectFailure(SshErrorCode.NO_COMMON_ALGORITHM,
                    "nothing in common with " + target.endpoint() + ": " + failure.getMessage(), failure);
        }
        return connectFailure(SshErrorCode.CONNECT_FAILED, "connecting to " + target + " failed", failure);
    }

    private static SshException connectFailure(SshErrorCode code, String what, Exception cause) {
        return new SshConnectException(code, what, cause);
    }

    /** OpenSSH's way to end authentication after MaxAuthTries: a disconnect for a protocol error. */
    private static boolean tooManyAttempts(Exception failure) {
        return disconnectCode(failure) == SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR
                && String.valueOf(failure.getMessage()).contains("authentication failures");
    }

    private static int disconnectCode(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof org.apache.sshd.common.SshException ssh && ssh.getDisconnectCode() != 0) {
                return ssh.getDisconnectCode();
            }
        }
        return 0;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
