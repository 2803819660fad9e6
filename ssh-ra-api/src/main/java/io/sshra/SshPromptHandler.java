package io.sshra;

import java.util.List;

/**
 * Answers what a server asks at log-in and the profile does not know: one-time codes, for instance. Bound in JNDI under the
 * name that the connection definition's {@code promptHandler} has; an enterprise bean with this interface as its local
 * business interface will do.
 *
 * <p>Called on the thread that called {@code getConnection}, within the connect time-out. A profile with a handler does not
 * reconnect by itself while a handle is held: nobody would expect a question then.
 */
@FunctionalInterface
public interface SshPromptHandler {

    /**
     * Answers all the questions of one request.
     *
     * @param user    of the application, for whom it is connected
     * @param session of that user
     * @param profile that is connected to
     * @param target  {@code user@host:port}
     * @param request not null
     * @return one answer for each prompt, in order; the arrays are wiped after use. Null to give none, which ends this way of
     *         logging in. An exception does, too, and reaches the caller of {@code getConnection} as the cause
     */
    List<char[]> answer(String user, String session, String profile, String target, SshPromptRequest request);
}
