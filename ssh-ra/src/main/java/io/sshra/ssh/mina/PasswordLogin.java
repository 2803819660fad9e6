package io.sshra.ssh.mina;

import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.password.UserAuthPassword;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/** Password authentication (RFC 4252 section 8). It reports that the server wants a new password, and asks nobody for one. */
final class PasswordLogin extends UserAuthPassword {

    /** For MINA. */
    static final class Factory extends AbstractUserAuthFactory {

        Factory() {
            super(NAME);
        }

        @Override
        public UserAuth createUserAuth(ClientSession session) {
            return new PasswordLogin();
        }
    }

    @Override
    protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer) throws Exception {
        int start = buffer.rpos();
        if (buffer.getUByte() == SshConstants.SSH_MSG_USERAUTH_PASSWD_CHANGEREQ) {
            Handshake.of(session).diagnosis().passwordExpired(buffer.getString());
        }
        buffer.rpos(start);
        return super.processAuthDataRequest(session, service, buffer);
    }
}
