package io.sshra.fake;

import io.sshra.SshApproval;
import io.sshra.SshApproval.State;
import io.sshra.SshApprovals;
import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshNames;
import io.sshra.SshPolicyException;
import io.sshra.SshPty;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for an approval at the machines of a {@link FakeSsh}. Everybody but the requester may decide, and no time ends. Thread-safe: all
 * of it is guarded by this.
 */
final class FakeApprovals implements SshApprovals {

    private static final String LEVEL = "fake";
    private static final Duration TIME = Duration.ofMinutes(15);

    private final Map<String, SshApproval> all = new LinkedHashMap<>();
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private final Supplier<@Nullable String> caller;

    /** What is the same for the same wish. */
    private record Wish(FakeSlot.Key key, String commandLine, String stdin, Map<String, String> environment, @Nullable SshPty terminal) {

        static Wish of(FakeSlot.Key key, SshCommand command) {
            return new Wish(key, command.commandLine(), Arrays.toString(command.stdin()), command.environment(), command.pty());
        }
    }

    /** @param caller gives the user of specs without a user */
    FakeApprovals(Supplier<@Nullable String> caller) {
        this.caller = caller;
    }

    /**
     * Takes the approval of this, or asks for one.
     *
     * @throws SshPolicyException if it is not approved
     */
    synchronized void take(FakeSlot.Key key, SshCommand command) throws SshPolicyException {
        Wish wish = Wish.of(key, command);
        String id = wishes.entrySet().stream().filter(entry -> entry.getValue().equals(wish)).map(Map.Entry::getKey).findFirst().orElse(null);
        if (id == null) {
            id = UUID.randomUUID().toString().replace("-", "");
            wishes.put(id, wish);
            Instant now = Instant.now();
            all.put(id, new SshApproval(id, State.PENDING, key.user(), key.session(), key.profile(), key.profile(), what(command), LEVEL, LEVEL, now,
                    now.plus(TIME), null, null));
        }
        SshApproval request = all.get(id);
        if (request.state() == State.PENDING) {
            throw new SshPolicyException(SshErrorCode.APPROVAL_PENDING, LEVEL, LEVEL, id, "nobody has decided the request " + id);
        }
        if (request.state() == State.DENIED) {
            throw new SshPolicyException(SshErrorCode.APPROVAL_DENIED, LEVEL, LEVEL, id, request.decidedBy() + " has denied the request " + id);
        }
        wishes.remove(id);
        all.put(id, moved(request, State.USED, request.decidedBy(), request.reason()));
    }

    private static SshApproval.What what(SshCommand command) {
        return new SshApproval.What(command.arguments().isEmpty() ? "command-line" : "exec", command.commandLine(), command.stdin().length,
                command.stdin().length == 0 ? null : "fake", false, command.environment(), command.pty());
    }

    private static SshApproval moved(SshApproval request, State state, @Nullable String by, @Nullable String reason) {
        return new SshApproval(request.id(), state, request.user(), request.session(), request.profile(), request.target(), request.what(),
                request.level(), request.rule(), request.requestedAt(), request.expiresAt(), by, reason);
    }

    @Override
    public synchronized List<SshApproval> pending() {
        return all.values().stream().filter(request -> request.state() == State.PENDING).toList();
    }

    @Override
    public synchronized @Nullable SshApproval find(@Nullable String id) {
        return all.get(id);
    }

    @Override
    public void approve(String id, @Nullable String approver, @Nullable String reason) throws SshException {
        decide(id, State.APPROVED, approver, reason);
    }

    @Override
    public void deny(String id, @Nullable String approver, @Nullable String reason) throws SshException {
        decide(id, State.DENIED, approver, reason);
    }

    private synchronized void decide(String id, State state, @Nullable String approver, @Nullable String reason) throws SshException {
        String by = approver == null ? caller.get() : SshNames.user(approver);
        if (by == null) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "no approver is named, and the test has named no caller");
        }
        SshApproval request = all.get(id);
        if (request == null || request.state() != State.PENDING) {
            throw new SshPolicyException(SshErrorCode.APPROVAL_NOT_PENDING, LEVEL, LEVEL, request == null ? null : id, "there is no pending request with this id");
        }
        if (by.equalsIgnoreCase(request.user())) {
            throw new SshPolicyException(SshErrorCode.APPROVER_REFUSED, LEVEL, LEVEL, id, "nobody decides what he or she wants");
        }
        all.put(id, moved(request, state, by, reason));
        notifyAll();
    }

    /** Nothing of this session counts any more. */
    synchronized void sessionEnded(String user, String session) {
        all.values().removeIf(request -> request.user().equals(user) && request.session().equals(session));
        wishes.values().removeIf(wish -> wish.key().user().equals(user) && wish.key().session().equals(session));
        notifyAll();
    }

    @Override
    public synchronized @Nullable SshApproval await(@Nullable String id, Duration limit) throws InterruptedException {
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("the limit is null or negative: give a time");
        }
        long end = System.nanoTime() + Math.min(limit.toMillis(), Duration.ofHours(1).toMillis()) * 1_000_000;
        SshApproval request = all.get(id);
        for (long left = end - System.nanoTime(); request != null && request.state() == State.PENDING && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
            request = all.get(id);
        }
        return request;
    }
}
