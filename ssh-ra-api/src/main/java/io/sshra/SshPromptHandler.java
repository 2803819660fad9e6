package io.sshra;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions of a server at log-in that the profile has no answer for, such as one-time codes. Bound in JNDI under the name
 * in the connection definition's {@code promptHandler}; an enterprise bean with this interface as its local business interface
 * can be used.
 *
 * <p>Called on the thread that called {@code getConnection}, within the connect time-out. A profile with a handler does not
 * reconnect by itself while a handle is open, because nobody expects a question then.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface SshPromptHandler {

    /**
     * Answers all questions of one request.
     *
     * @param user    the application's user on whose behalf the adapter connects
     * @param session the session of that user
     * @param profile the profile that the adapter connects to
     * @param target  {@code user@host:port}
     * @param request not null
     * @return one answer for each prompt, in order; the arrays are wiped after use. Null ends this authentication method, as does
     *         an exception, which reaches the caller of {@code getConnection} as the cause
     */
    @Nullable List<char[]> answer(String user, String session, String profile, String target, SshPromptRequest request);
}
