package io.sshra.sample.oversight;

import io.sshra.SshApproval;
import io.sshra.SshApproval.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A call of an agent in a transcript. While what it has started goes on, it is looked at whenever somebody reads the transcript; its end is
 * final. Guarded by the monitor of its conversation.
 */
public final class WatchedCall {

    private static final int LONGEST_QUESTION = 8_000;

    private final WatchedConversation conversation;
    private final int number;
    private final Instant at;
    private final String session;
    private final String tool;
    private final List<String> profiles;
    private final String asked;
    /** Tells what was asked from other things, without keeping all of it. */
    private final String question;
    private Instant answered;
    private Outcome outcome = Outcome.BEGUN;
    /** What it waits for, and how that is asked; null if nothing is to be asked any more. */
    private Object followed;
    private Supplier<Outcome> source;
    private String level;
    private String rule;
    private String approvalId;
    /** Null until it is found. */
    private SshApproval approval;
    private long revision;

    WatchedCall(WatchedConversation conversation, int number, Instant at, String session, String tool, List<String> profiles, String asked, String approvalId) {
        this.conversation = conversation;
        this.number = number;
        this.at = at;
        this.session = session;
        this.tool = tool;
        this.profiles = List.copyOf(profiles);
        this.asked = Outcome.bounded(asked, LONGEST_QUESTION);
        this.question = fingerprint(asked);
        this.approvalId = approvalId;
    }

    /**
     * Says what it waits for. Only the call that has started it shows it; later ones show what they are answered.
     *
     * @param what   the same object each time
     * @param source asks for what became of it so far; does not block
     */
    public void follow(Object what, Supplier<Outcome> source) {
        synchronized (conversation) {
            if (answered == null && !conversation.follows(what)) {
                followed = what;
                this.source = source;
            }
        }
    }

    /** The agent has its answer. What was started may go on. */
    public void answered(Outcome result) {
        synchronized (conversation) {
            answered = Instant.now();
            outcome = result;
            if (!result.isRunning()) {
                source = null;
                followed = null;
            }
            level = result.level() == null ? level : result.level();
            rule = result.rule() == null ? rule : result.rule();
            approvalId = result.approvalId() == null ? approvalId : result.approvalId();
            conversation.changed(this);
        }
    }

    boolean follows(Object what) {
        return followed == what;
    }

    /** Looks at what goes on, and at the decision that it needs. */
    void refresh(Function<String, SshApproval> approvals) {
        if (source != null) {
            Outcome now = source.get();
            if (!now.equals(outcome)) {
                outcome = now;
                conversation.changed(this);
            }
            if (!now.isRunning() && answered != null) {
                source = null;
                followed = null;
            }
        }
        if (approvalId != null && (approval == null || approval.state() == State.PENDING || approval.state() == State.APPROVED)) {
            SshApproval now = approvals.apply(approvalId);
            if (now != null && !now.equals(approval)) {
                approval = now;
                level = now.level();
                rule = now.rule();
                conversation.changed(this);
            }
        }
    }

    /** The request for an approval that this call has made and that is not used yet; null if there is none. */
    String openApproval() {
        return approval == null || approval.state() == State.USED ? null : approvalId;
    }

    boolean isSame(String otherTool, List<String> otherProfiles, String otherAsked) {
        return tool.equals(otherTool) && profiles.equals(otherProfiles) && question.equals(fingerprint(otherAsked));
    }

    private static String fingerprint(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Whether a rule may have decided about this call: it was under way then, for this machine. */
    boolean isUnder(String caller, Decision decision) {
        return decision.isOf(caller, session) && profiles.contains(decision.profile()) && !decision.at().isBefore(at)
                && (answered == null || !decision.at().isAfter(answered));
    }

    /** A rule has decided about it. A no-op if more is known already. */
    void decided(Decision decision) {
        synchronized (conversation) {
            if (rule == null && outcome.level() == null) {
                level = decision.level();
                rule = decision.rule();
                conversation.changed(this);
            }
        }
    }

    boolean waits() {
        return outcome.state().equals(Outcome.WAITS) && (approval == null || approval.state() == State.PENDING);
    }

    void changed(long newRevision) {
        revision = newRevision;
    }

    long revision() {
        return revision;
    }

    int number() {
        return number;
    }

    CallView view() {
        List<CallView.Output> outputs = outcome.outputs().stream().map(output -> new CallView.Output(output.name(), output.text())).toList();
        boolean asks = approval != null;
        return new CallView(number, at.toString(), tool, String.join(", ", profiles), asked, outcome.state(), outcome.exitCode(), outcome.said(), outputs,
                level, rule, asks ? approval.decidedBy() : null, asks ? approval.state().name().toLowerCase(Locale.ROOT) : null, asks ? approvalId : null,
                asks ? approval.reason() : null);
    }
}
