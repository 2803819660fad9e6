package io.sshra.ssh.mina;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientUserAuthService;
import org.apache.sshd.client.session.ClientUserAuthServiceFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * MINA's authentication. It first asks for the server's methods by the method "none" (RFC 4252 section 5.2). If the credentials
 * fit one method only, that method is tried at once, which saves a round trip: a refusal names the server's methods, too.
 */
final class Authentication extends ClientUserAuthService {

    private final MinaSession session;
    private List<String> usable = List.of();
    private boolean noneTried;

    private Authentication(MinaSession session) {
        super(session);
        this.session = session;
    }

    /** For MINA. */
    static final class Factory extends ClientUserAuthServiceFactory {

        @Override
        public Service create(Session session) {
            return new Authentication((MinaSession) session);
        }
    }

    /** Called on an I/O thread or on the connecting thread. The result is not used. */
    @Override
    protected IoWriteFuture sendInitialAuthRequest(ClientSession same, String service) throws IOException {
        Handshake handshake = Handshake.of(session);
        usable = handshake.usableAuthentications();
        if (usable.size() != 1) {
            return sendNone();
        }
        serverMethods = usable;
        if (handshake.keys().haveRsa()) {
            // There are several signature algorithms (RFC 8332), and the server may be about to say which it supports.
            session.whenExtensionsAreKnown(this::tryFirst);
        } else {
            tryFirst();
        }
        return null;
    }

    private void tryFirst() {
        AuthFuture future = authFutureHolder.get();
        if (future == null) {
            // The authentication has failed meanwhile.
            return;
        }
        try {
            tryNext(SshConstants.SSH_MSG_USERAUTH_REQUEST, future);
        } catch (Exception e) {
            future.setException(e);
        }
    }

    /** The server may send a text for people, for instance why an account is closed (RFC 4252 section 5.4). */
    @Override
    public void process(int message, Buffer buffer) throws Exception {
        if (message == SshConstants.SSH_MSG_USERAUTH_BANNER) {
            int start = buffer.rpos();
            Handshake.of(session).diagnosis().banner(buffer.getString());
            buffer.rpos(start);
        }
        super.process(message, buffer);
    }

    @Override
    protected void processUserAuth(int message, Buffer buffer, AuthFuture future) throws Exception {
        if (message == SshConstants.SSH_MSG_USERAUTH_FAILURE) {
            Handshake.of(session).diagnosis().credentialAnswered();
            int start = buffer.rpos();
            buffer.getString();
            if (buffer.getBoolean()) {
                Handshake.of(session).factorAccepted();
            }
            buffer.rpos(start);
        }
        super.processUserAuth(message, buffer, future);
    }

    /** A server that accepts none of the usable methods may let everybody in. Some network devices do. */
    @Override
    protected void tryNext(int message, AuthFuture future) throws Exception {
        if (!noneTried && Collections.disjoint(serverMethods, usable)) {
            sendNone();
        } else {
            Handshake.of(session).diagnosis().credentialOffered();
            super.tryNext(message, future);
        }
    }

    private IoWriteFuture sendNone() throws IOException {
        noneTried = true;
        return super.sendInitialAuthRequest(session, getCurrentServiceName());
    }
}
