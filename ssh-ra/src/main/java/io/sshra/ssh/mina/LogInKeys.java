package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.CallersTask;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.CertificateAuthority;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;

/** The keys of one log-in: those of the credentials, and the one that is made for it. */
final class LogInKeys {

    private final Target target;
    /** Empty when the log-in is over. */
    private volatile List<KeyPair> pairs;
    /** Null if none is made for this log-in, or not yet. */
    private volatile IssuedCertificate certificate;
    /** Its key; null when the log-in is over, too. */
    private volatile KeyPair certified;

    LogInKeys(Target target) throws SshException {
        this.target = target;
        this.pairs = target.credentials().keyPairs();
    }

    /** The key pairs of the credentials in the order in which they are offered, each certificate before its plain key. */
    List<KeyPair> pairs() {
        return pairs;
    }

    /** Whether a caller has to get the certificate for this log-in. */
    boolean needCaller() {
        CertificateAuthority authority = target.credentials().authority();
        return authority != null && authority.hasSource();
    }

    /**
     * Makes the key and the certificate for this log-in, if the credentials say so.
     *
     * @param now   the date of this machine
     * @param limit how long a caller may take to get the certificate
     * @return what the certificate says; null if none is made
     */
    IssuedCertificate certify(ConnectListener listener, Instant now, Duration limit) throws SshException {
        CertificateAuthority authority = target.credentials().authority();
        if (authority != null && authority.canSign()) {
            CertificateAuthority.Issued issued = authority.hasSource()
                    ? granted(authority.wish(target.toString(), target.username(), listener.onBehalfOf(), limit), listener, limit)
                    : authority.issue(target.username(), listener.onBehalfOf(), now);
            certificate = issued.about();
            certified = issued.keyPair();
        }
        return certificate;
    }

    private CertificateAuthority.Issued granted(CertificateAuthority.Wish wish, ConnectListener listener, Duration limit) throws SshException {
        CallersTask<String> task = new CallersTask<>(wish::ask);
        listener.needs(task);
        try {
            return wish.granted(task.await(limit));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SshException failure) {
                throw failure;
            }
            throw wish.notIssued("it failed", e.getCause());
        } catch (TimeoutException e) {
            throw wish.notIssued("it did not answer within the connect time-out of " + target.connectTimeout().toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while connecting to " + target, e);
        }
    }

    /** The key and the certificate that were made for this log-in, which are offered first; null if none were, or when it is over. */
    KeyPair certified() {
        return certified;
    }

    /** What the certificate says that was made for this log-in; null if none was. */
    IssuedCertificate certificate() {
        return certificate;
    }

    boolean exist() {
        return !pairs.isEmpty() || certified != null;
    }

    /** Whether the credentials have exactly one private key, with or without certificates. */
    boolean isSingle() {
        return target.credentials().privateKeys().size() == 1;
    }

    boolean haveRsa() {
        return pairs.stream().anyMatch(pair -> "RSA".equals(pair.getPrivate().getAlgorithm()));
    }

    /**
     * Called when the log-in has succeeded or failed. The session may stay in memory for a while after its end, so it must not
     * keep the private keys. Nor does it need the algorithms any more that the server knows for them (RFC 8308 section 3.1).
     */
    void forget(ClientSession session) {
        session.removeAttribute(DefaultClientKexExtensionHandler.SERVER_ALGORITHMS);
        pairs.forEach(session::removePublicKeyIdentity);
        pairs = List.of();
        certified = null;
    }
}
