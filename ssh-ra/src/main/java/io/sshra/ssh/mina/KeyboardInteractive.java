package io.sshra.ssh.mina;

import io.sshra.SshPrompt;
import io.sshra.SshPromptRequest;
import io.sshra.base.SecretText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Keyboard-interactive authentication (RFC 4256). MINA's own class asks on its I/O thread. Here the answers may come from
 * another thread, so a person who takes time blocks nobody.
 */
final class KeyboardInteractive extends AbstractUserAuth {

    static final String NAME = "keyboard-interactive";
    private static final int MAX_PROMPTS = 32;

    private int rounds;

    private KeyboardInteractive() {
        super(NAME);
    }

    /** For MINA. */
    static final class Factory extends AbstractUserAuthFactory {

        Factory() {
            super(NAME);
        }

        @Override
        public UserAuth createUserAuth(ClientSession session) {
            return new KeyboardInteractive();
        }
    }

    @Override
    protected boolean sendAuthDataRequest(ClientSession session, String service) throws IOException {
        Handshake handshake = Handshake.of(session);
        if (rounds++ >= handshake.passwordPrompts() || !handshake.maySeeQuestions()) {
            return false;
        }
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        request.putString(session.getUsername());
        request.putString(service);
        request.putString(NAME);
        request.putString("");
        request.putString("");
        session.writePacket(request);
        return true;
    }

    @Override
    protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer) throws IOException {
        int message = buffer.getUByte();
        if (message != SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST) {
            throw new IOException("a message " + message + " in keyboard-interactive authentication");
        }
        Handshake handshake = Handshake.of(session);
        handshake.diagnosis().credentialAnswered();
        String name = buffer.getString();
        String instruction = buffer.getString();
        buffer.getString();
        int count = buffer.getInt();
        if (count < 0 || count > MAX_PROMPTS) {
            throw new IOException(count + " prompts at once");
        }
        List<SshPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = buffer.getString();
            prompts.add(new SshPrompt(text, buffer.getBoolean()));
        }
        handshake.answer(new SshPromptRequest(name, instruction, List.copyOf(prompts)),
                answers -> respond(session, answers));
        return true;
    }

    /** Without answers, empty ones are sent: the server refuses them, and the next method is tried. */
    private static void respond(ClientSession session, List<char[]> answers) {
        List<char[]> given = answers == null ? List.of() : answers;
        try {
            Buffer response = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE);
            response.putUInt(given.size());
            for (char[] answer : given) {
                byte[] bytes = SecretText.utf8(answer);
                response.putBytes(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
            Handshake.of(session).diagnosis().credentialOffered();
            session.writePacket(response);
        } catch (IOException e) {
            session.close(true);
        } finally {
            given.forEach(answer -> Arrays.fill(answer, '\0'));
        }
    }
}
