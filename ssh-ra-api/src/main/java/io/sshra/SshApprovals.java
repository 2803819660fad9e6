package io.sshra;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the approval of another person, because a rule of its level says {@code Approve}. Of the whole adapter on this server, for all
 * its connection definitions. Thread-safe.
 *
 * <p>The first call of an operation that has to be approved throws an {@link SshPolicyException} with {@link SshErrorCode#APPROVAL_PENDING} and
 * the {@link SshPolicyException#approvalId() id} of the request; or it waits for a while first, as long as {@code ApprovalWait} of the level says.
 * When somebody has approved it, the same user can do exactly the same once: the same command line, input, environment and terminal, in the
 * same session, on the same target. Anything else is another request. Each request ends with its time ({@code ApprovalTime}), or its session.
 *
 * <p><b>Who may decide.</b> The adapter trusts the name that the application passes, as it trusts the name of a user: the application takes it from
 * its log-in, and checks by its own roles, for instance by {@code @RolesAllowed}, that this person may approve at all. The adapter checks that
 * the person is not the requester, and is one of the {@code Approvers} of the level. An application that is itself driven by a
 * program, such as the back end of an agent, must not pass these methods on to that program.
 *
 * @since 1.0
 */
public interface SshApprovals {

    /** All requests that nobody has decided, the oldest first. Never null. */
    List<SshApproval> pending();

    /**
     * A request in any state.
     *
     * @return null if there is none with this id, or its time is over
     */
    @Nullable SshApproval find(@Nullable String id);

    /**
     * Approves a pending request.
     *
     * @param approver who decides; null for the caller as the container knows it
     * @param reason   for the audit log and the requester; null for none, at most 1,024 characters
     * @throws IllegalArgumentException if the name or the reason is invalid, see {@link SshNames}
     * @throws SshInputException        if no approver is named, and the container does not know the caller
     * @throws SshPolicyException       with {@link SshErrorCode#APPROVAL_NOT_PENDING} if there is no such pending request any more, or with
     *                                  {@link SshErrorCode#APPROVER_REFUSED} if this person may not decide it
     */
    void approve(String id, @Nullable String approver, @Nullable String reason) throws SshException;

    /** Denies a pending request: who wants the same again gets {@link SshErrorCode#APPROVAL_DENIED} until its time is over. Otherwise as {@link #approve}. */
    void deny(String id, @Nullable String approver, @Nullable String reason) throws SshException;

    /**
     * Waits until a request is decided.
     *
     * @param limit at most this long; at most an hour counts
     * @return the request as it is then, pending if the time is over; null if there is none with this id, or its time is over
     * @throws IllegalArgumentException if the limit is null or negative
     * @throws InterruptedException     if the thread was interrupted
     */
    @Nullable SshApproval await(@Nullable String id, Duration limit) throws InterruptedException;
}
