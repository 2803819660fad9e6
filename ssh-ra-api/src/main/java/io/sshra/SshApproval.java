package io.sshra;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a user wants to do, and that another person has to approve. It shows exactly what will run, so it may have secrets of the
 * command line and of the environment: show it to approvers only.
 *
 * @param id          by which it is named: 32 hexadecimal digits, not to be guessed
 * @param state       how far it is
 * @param user        who wants it
 * @param session     the user's session
 * @param profile     of the connection
 * @param target      {@code user@host:port}, where it will run
 * @param what        what will run
 * @param level       the level whose rules count
 * @param rule        file and line of the rule that asks for an approval
 * @param requestedAt when it was first wanted
 * @param expiresAt   from then on it can't be approved or used
 * @param decidedBy   who has approved or denied it; null before
 * @param reason      the reason of that person; null if none was given
 * @since 1.0
 */
public record SshApproval(String id, State state, String user, String session, String profile, String target, What what, String level,
        String rule, Instant requestedAt, Instant expiresAt, @Nullable String decidedBy, @Nullable String reason) {

    /** How far an approval is. */
    public enum State {

        /** Nobody has decided. */
        PENDING,
        /** It may be done once. */
        APPROVED,
        /** It must not be done. */
        DENIED,
        /** It was approved, and is done. */
        USED
    }

    /**
     * What will run.
     *
     * @param kind        {@code exec}, {@code command-line}, {@code shell}, {@code files}, {@code stream}, {@code forward-local},
     *                    {@code forward-remote} or {@code forward-dynamic}
     * @param text        the command line as the remote shell gets it; for other kinds what is opened, and where it leads
     * @param stdinBytes  the size of the input
     * @param stdinSha256 the hash of the input in hexadecimal digits; null if it is empty
     * @param openInput   whether the user writes the input while it runs, so that nobody knows it yet
     * @param environment the environment variables that are sent
     * @param terminal    the terminal; null if it has none
     */
    public record What(String kind, String text, int stdinBytes, @Nullable String stdinSha256, boolean openInput, Map<String, String> environment,
            @Nullable SshPty terminal) {

        public What {
            environment = Map.copyOf(environment);
        }

        /** The kind only: the rest may be secret. */
        @Override
        public String toString() {
            return kind;
        }
    }

    /** What it is, without the command. */
    @Override
    public String toString() {
        return "SshApproval[" + id + " " + state + " " + what + "]";
    }
}
