package io.sshra.fake;

import io.sshra.SshAuthenticationException;
import io.sshra.SshChannelLimitException;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshInputException;
import io.sshra.SshPolicyException;
import io.sshra.SshProfileException;
import io.sshra.SshTimeoutException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/** Makes the exception that the adapter has for a code. */
final class FakeFailures {

    private FakeFailures() {
    }

    static SshException of(SshErrorCode code, String what) {
        return switch (code) {
            case RECONNECT_NEEDS_ANSWERS, CONNECTION_LOST -> new SshConnectionLostException(code, what);
            case CREDENTIAL_CHANGED -> new SshConnectionClosedException(code, what);
            case LIMIT_CHANNELS -> new SshChannelLimitException(code, what);
            case INTERRUPTED -> new SshException(code, what);
            default -> switch (code.kind()) {
                case INPUT -> new SshInputException(code, what);
                case PROFILE -> new SshProfileException(code, what);
                case CONNECT -> new SshConnectException(code, what);
                case AUTHENTICATION -> new SshAuthenticationException(code, what);
                case HOST_KEY -> hostKey(code, what);
                case END -> new SshConnectionClosedException(code, what);
                case LIMIT -> new SshConnectionLimitException(code, what);
                case WAIT -> new SshTimeoutException(code, what);
                case POLICY -> new SshPolicyException(code, "fake", null, what);
                case CHANNEL, CONTAINER -> new SshException(code, what);
            };
        };
    }

    private static SshException hostKey(SshErrorCode code, String what) {
        try {
            PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new SshHostKeyException(code, what, key, "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest), null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has these algorithms", e);
        }
    }
}
