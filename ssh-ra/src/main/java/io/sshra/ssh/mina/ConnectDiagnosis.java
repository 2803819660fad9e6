package io.sshra.ssh.mina;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshText;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.io.ProxiedAddress;
import java.net.ConnectException;
import java.util.Set;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.kex.KexProposalOption;

/**
 * Records what happens in one attempt to connect, and decides which exception the application gets if the attempt fails. The
 * decision depends on types of exceptions, on disconnect codes (RFC 4253 section 11.1) and on what listeners report, never on a
 * text of the library or the server. Only two lines are recognised that OpenSSH sends instead of its identification, because nothing else
 * says why it closes.
 */
final class ConnectDiagnosis {

    /**
     * The codes by which servers end a log-in that they refuse. After MaxAuthTries, OpenSSH reports a protocol error instead of
     * answering the last request.
     */
    private static final Set<Integer> REFUSALS = Set.of(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
            SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME,
            SshConstants.SSH2_DISCONNECT_BY_APPLICATION, SshConstants.SSH2_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT);

    /** Sent instead of an identification, because of MaxStartups in sshd_config(5). */
    private static final String TOO_MANY_LOG_INS = "Exceeded MaxStartups";
    /** The same because of PerSourcePenalties, since OpenSSH 9.8. */
    private static final String BANNED = "Not allowed at this time";

    private final Target target;
    private volatile boolean answered;
    private volatile boolean identified;
    /** What came before an identification, as it came. */
    private volatile String early = "";
    private volatile boolean logInAccepted;
    private volatile boolean credentialOffered;
    /** The server has a credential, or an answer, and has not said yet what it thinks of it. */
    private volatile boolean answerDue;
    /** The server has said something since it got that. */
    private volatile boolean toldMeanwhile;
    private volatile SshHostKeyException hostKeyRefused;
    private volatile Exception certificateRefused;
    private volatile NothingInCommon nothingInCommon;
    private volatile Disconnect disconnect;
    private volatile boolean jumpHostLost;
    /** Null if there is no proxy. */
    private volatile ProxyRoute route;
    private volatile ServerWords words = ServerWords.NONE;
    /** The server's request for a new password; null if there was none. */
    private volatile ServerWords newPassword;
    private volatile ServerWords unansweredQuestion;
    /** The certificate that was made for this log-in; null if there is none, or if the server has accepted it as one of several factors. */
    private volatile IssuedCertificate certificate;

    /** The server's SSH_MSG_DISCONNECT. Its text is among the words. */
    private record Disconnect(int code) {
    }

    ConnectDiagnosis(Target target) {
        this.target = target;
    }

    // ---- what happens, reported on any thread ----

    /** The connection goes through a proxy. */
    void goesThrough(ProxyRoute way) {
        route = way;
    }

    /** The TCP connection is open. */
    void answered() {
        answered = true;
    }

    /** The server has sent its SSH identification (RFC 4253 section 4.2). What came with it is not needed any more. */
    void identified() {
        identified = true;
        early = "";
    }

    /** @param text all that has come so far of a server that has not identified itself; it may go on */
    void heardEarly(String text) {
        early = text;
    }

    /** The server lets the client log in (RFC 4253 section 10). */
    void logInAccepted() {
        logInAccepted = true;
    }

    /** Client and server have no common algorithm for this purpose. */
    void nothingInCommon(KexProposalOption option, String client, String server) {
        nothingInCommon = new NothingInCommon(option, client, server);
    }

    void hostKeyRefused(SshHostKeyException refusal) {
        hostKeyRefused = refusal;
    }

    /** The host's certificate is not valid. */
    void certificateRefused(Exception reason) {
        certificateRefused = reason;
    }

    /** A credential or an answer is sent. */
    void credentialOffered() {
        credentialOffered = true;
        answerDue = true;
        toldMeanwhile = false;
    }

    /** The server has answered: it wants another credential, or an answer. */
    void credentialAnswered() {
        answerDue = false;
    }

    /** @param text of the server */
    void disconnectedByServer(int code, String text) {
        words = words.and(text);
        disconnect = new Disconnect(code);
    }

    /** @param text of the server, for people (RFC 4252 section 5.4) */
    void banner(String text) {
        words = words.and(text);
        toldMeanwhile = true;
    }

    /** @param prompt of the server, for a new password (RFC 4252 section 8) */
    void passwordExpired(String prompt) {
        newPassword = ServerWords.NONE.and(prompt);
    }

    /** @param prompt of the server, which has no configured answer */
    void questionUnanswered(String prompt) {
        unansweredQuestion = ServerWords.NONE.and(prompt);
    }

    /** @param issued the certificate that was made for this log-in, which is offered first; null if none was */
    void certified(IssuedCertificate issued) {
        certificate = issued;
    }

    /** The server has accepted one of several factors. */
    void factorAccepted() {
        certificate = null;
    }

    /** The connection to the jump host has ended, and this one with it. */
    void jumpHostLost() {
        jumpHostLost = true;
    }

    // ---- what it means ----

    /** Whether the server has no host key for the algorithms that were offered. */
    boolean hasNoHostKeyAlgorithm() {
        NothingInCommon found = nothingInCommon;
        return found != null && found.option() == KexProposalOption.SERVERKEYS;
    }

    /** The exception that the application gets. */
    SshException explain(Exception failure) {
        if (hostKeyRefused != null) {
            return hostKeyRefused;
        }
        if (nothingInCommon != null) {
            return connectFailure(SshErrorCode.NO_COMMON_ALGORITHM,
                    "nothing in common with " + target.endpoint() + ": " + nothingInCommon.text(), failure);
        }
        if (certificateRefused != null) {
            return connectFailure(SshErrorCode.HOST_CERTIFICATE_INVALID, "the certificate of " + target.endpoint() + " is not valid: "
                    + SshText.visible(String.valueOf(certificateRefused.getMessage())), failure);
        }
        SshChannelOpenException refusal = ChannelFailure.refusal(failure);
        if (refusal != null) {
            return connectFailure(SshErrorCode.CONNECT_FAILED, "the jump host " + target.jump() + " did not connect to " + target.endpoint()
                    + ChannelFailure.reason(refusal), failure);
        }
        if (route != null && route.progress() != ProxiedAddress.Progress.OPEN) {
            return ProxyDiagnosis.explain(target, route.progress(), failure);
        }
        if (find(failure, ConnectException.class) != null) {
            return connectFailure(SshErrorCode.CONNECTION_REFUSED, "refused by " + target.endpoint(), failure);
        }
        if (ProxyRoute.isTimeout(failure)) {
            return connectFailure(SshErrorCode.CONNECT_TIMEOUT,
                    "no answer from " + machine() + " within " + target.connectTimeout().toSeconds() + " s", failure);
        }
        if (isRefusal(failure)) {
            return refusal(failure);
        }
        if (isCut(failure)) {
            return new SshAuthenticationException(SshErrorCode.LOGIN_CUT, target + " ended the connection after it was given the"
                    + " credential, without an answer" + words.told() + offeredCertificate(), failure);
        }
        if (answered && !identified) {
            return notIdentified(failure);
        }
        return connectFailure(SshErrorCode.CONNECT_FAILED, "connecting to " + target + through() + " failed" + words.told(), failure);
    }

    /** The machine, and the proxy on the way. */
    private String machine() {
        return target.endpoint() + through();
    }

    private String through() {
        return target.proxy() == null ? "" : " through the proxy " + target.proxy();
    }

    private SshException notIdentified(Exception failure) {
        ServerWords line = ServerWords.NONE.and(early);
        if (isTooBusy() || early.startsWith(BANNED)) {
            return connectFailure(SshErrorCode.SERVER_BUSY, machine() + " is too busy, or does not let this address in for a while"
                    + line.told(), failure);
        }
        if (target.jump() != null && early.isEmpty()) {
            return connectFailure(SshErrorCode.CONNECT_FAILED,
                    "no SSH server answers at " + target.endpoint() + " as seen from the jump host " + target.jump(), failure);
        }
        return connectFailure(SshErrorCode.NOT_AN_SSH_SERVER, machine() + " does not identify itself as an SSH server"
                + (early.isEmpty() ? ": it closed the connection without a word" : line.told()), failure);
    }

    /** Whether the server has too many log-ins under way, so that another one may be let in soon. */
    boolean isTooBusy() {
        return !identified && early.startsWith(TOO_MANY_LOG_INS);
    }

    /**
     * Whether the server refused the log-in. If PAM refuses an account, OpenSSH sends PAM's text and closes the connection. A text from
     * before the credential was sent does not count, because many servers greet everybody.
     */
    private boolean isRefusal(Exception failure) {
        Disconnect said = disconnect;
        return hasNoMoreMethods(failure) || said != null && credentialOffered && REFUSALS.contains(said.code())
                || isCut(failure) && (toldMeanwhile || newPassword != null);
    }

    /**
     * Whether the server has closed the connection in good order while its answer to the credential was due. If PAM has no words,
     * OpenSSH refuses in this way. But a server that breaks closes like this, too, and so does a proxy whose other side breaks. A
     * connection that is reset, or that ends before the server lets clients log in, is not meant.
     */
    private boolean isCut(Exception failure) {
        return disconnect == null && logInAccepted && answerDue && !jumpHostLost && isClosedByServer(failure);
    }

    private SshException refusal(Exception failure) {
        if (newPassword != null) {
            return new SshAuthenticationException(SshErrorCode.PASSWORD_EXPIRED,
                    target + " wants a new password: \"" + newPassword.text() + "\"" + words.told(), failure);
        }
        if (unansweredQuestion != null) {
            return new SshAuthenticationException(SshErrorCode.QUESTION_UNANSWERED,
                    target + " asked \"" + unansweredQuestion.text() + "\", and there is no answer to it" + words.told(), failure);
        }
        if (certificate != null) {
            return new SshAuthenticationException(SshErrorCode.CERTIFICATE_REFUSED, target + " refuses the log-in" + words.told()
                    + offeredCertificate(), failure);
        }
        return new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED, target + " refuses the credentials" + words.told(), failure);
    }

    /** No server says what it has against a certificate. */
    private String offeredCertificate() {
        IssuedCertificate offered = certificate;
        return offered == null ? "" : "; it was offered the " + offered.inDetail() + " by the clock of this machine";
    }

    /** MINA has a code for each fault that it detects, and none for the end of a connection. */
    private static boolean isClosedByServer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (!(t instanceof org.apache.sshd.common.SshException ssh) || ssh.getDisconnectCode() != 0) {
                return false;
            }
        }
        return true;
    }

    private static SshException connectFailure(SshErrorCode code, String what, Exception cause) {
        return new SshConnectException(code, what, cause);
    }

    /** Whether the failure has MINA's code for "the server has refused all methods". */
    private static boolean hasNoMoreMethods(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof org.apache.sshd.common.SshException ssh
                    && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    /** The first of this type among the failure and its causes; null if there is none. */
    static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
