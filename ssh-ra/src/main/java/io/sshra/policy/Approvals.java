package io.sshra.policy;

import io.sshra.SshApproval;
import io.sshra.SshApproval.State;
import io.sshra.SshErrorCode;
import io.sshra.SshPolicyException;
import io.sshra.base.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * The requests for approvals of one adapter.
 *
 * <pre>
 *     PENDING ──approve, by another person──▶ APPROVED ──the same wish, once──▶ USED
 *        │                                        ▲────certainly nothing ran────┘
 *        └──deny, by another person──▶ DENIED
 *     each ──its time is over, or its session has ended──▶ (gone)
 * </pre>
 *
 * <p>Thread-safe. One lock guards all of it, and is held for a few instructions; nobody waits with it.
 */
public final class Approvals {

    private static final int MOST = 200;
    private static final int MOST_OF_USER = 20;
    /** With those that are decided or used, until their time is over. */
    private static final int MOST_KEPT = 2000;
    private static final int ID_BYTES = 16;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    // Both guarded by this.
    private final Map<String, Request> byId = new HashMap<>();
    /** Those that a wish may meet: all but the used ones. */
    private final Map<String, Request> byWish = new HashMap<>();

    /** A request. Its mutable fields are guarded by the lock of {@link Approvals}. */
    public static final class Request {

        private final String id;
        private final Wish.Asker asker;
        private final Level level;
        private final String rule;
        private final SshApproval.What what;
        private final String fingerprint;
        private final Instant requestedAt;
        private final long requestedNanos;
        private final CompletableFuture<Void> decided = new CompletableFuture<>();
        private State state = State.PENDING;
        private String decidedBy;
        private String reason;

        private Request(String id, Wish wish, String fingerprint, Instant requestedAt, long requestedNanos) {
            this.id = id;
            this.asker = wish.asker();
            this.level = wish.level();
            this.rule = wish.rule();
            this.what = wish.what();
            this.fingerprint = fingerprint;
            this.requestedAt = requestedAt;
            this.requestedNanos = requestedNanos;
        }

        /** By which it is named. */
        public String id() {
            return id;
        }

        /** Who asked. */
        public Wish.Asker asker() {
            return asker;
        }

        /** The level as it was when it was asked. */
        public Level level() {
            return level;
        }

        /** The rule that asks. */
        public String rule() {
            return rule;
        }

        /** What is wanted. Inputs are not kept, only their hashes. */
        public SshApproval.What what() {
            return what;
        }

        private boolean isOver(long nowNanos) {
            return nowNanos - requestedNanos >= level.asking().time().toNanos();
        }

        private SshApproval shown() {
            return new SshApproval(id, state, asker.user(), asker.session(), asker.profile(), asker.target(), what, level.name(), rule, requestedAt,
                    requestedAt.plus(level.asking().time()), decidedBy, reason);
        }
    }

    /**
     * What became of a wish.
     *
     * @param request   the request for it
     * @param state     APPROVED if it may be done now, and only by the one who gets this
     * @param isNew     whether the request was made now
     * @param decidedBy null before a decision
     * @param reason    null if none was given
     */
    public record Answer(Request request, State state, boolean isNew, String decidedBy, String reason) {
    }

    public Approvals(Clock clock) {
        this.clock = clock;
    }

    // ---- for who wants something ----

    /**
     * Takes an approval of exactly this, or asks for one.
     *
     * @throws SshPolicyException if there are too many pending requests
     */
    public synchronized Answer ask(Wish wish) throws SshPolicyException {
        forgetOld();
        String fingerprint = wish.fingerprint();
        Request known = byWish.get(fingerprint);
        boolean isNew = known == null;
        if (isNew) {
            checkRoom(wish);
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            known = new Request(HexFormat.of().formatHex(id), wish, fingerprint, clock.now(), clock.nanos());
            byId.put(known.id, known);
            byWish.put(fingerprint, known);
        }
        State state = known.state;
        if (state == State.APPROVED) {
            known.state = State.USED;
            byWish.remove(fingerprint);
        }
        return new Answer(known, state, isNew, known.decidedBy, known.reason);
    }

    private void checkRoom(Wish wish) throws SshPolicyException {
        List<Request> open = byId.values().stream().filter(request -> request.state == State.PENDING).toList();
        long ofUser = open.stream().filter(request -> request.asker.user().equals(wish.asker().user())).count();
        if (ofUser >= MOST_OF_USER || open.size() >= MOST || byId.size() >= MOST_KEPT) {
            throw new SshPolicyException(SshErrorCode.LIMIT_APPROVALS, wish.level().name(), wish.rule(), "there are " + open.size()
                    + " pending requests, " + ofUser + " of this user; the limits are " + MOST + " and " + MOST_OF_USER);
        }
    }

    /** The wish was not fulfilled, and certainly nothing ran: its approval counts again. */
    public synchronized void giveBack(Request request) {
        if (byId.get(request.id) == request && request.state == State.USED && byWish.putIfAbsent(request.fingerprint, request) == null) {
            request.state = State.APPROVED;
        }
    }

    // ---- for who decides ----

    /** See {@link io.sshra.SshApprovals#pending}. */
    public synchronized List<SshApproval> pending() {
        forgetOld();
        return byId.values().stream().filter(request -> request.state == State.PENDING).sorted(Comparator.comparingLong(request -> request.requestedNanos))
                .map(Request::shown).toList();
    }

    /** See {@link io.sshra.SshApprovals#find}. */
    public synchronized SshApproval find(String id) {
        forgetOld();
        Request request = byId.get(id);
        return request == null ? null : request.shown();
    }

    /**
     * Decides a request.
     *
     * @param approver who decides, as the application knows
     * @param reason   null if none is given
     * @return the request
     * @throws SshPolicyException if it is not pending, or this person may not decide it
     */
    public Request decide(String id, boolean approved, String approver, String reason) throws SshPolicyException {
        Request request = decideOnce(id, approved, approver, reason);
        request.decided.complete(null);
        return request;
    }

    private synchronized Request decideOnce(String id, boolean approved, String approver, String reason) throws SshPolicyException {
        forgetOld();
        Request request = byId.get(id);
        if (request == null || request.state != State.PENDING) {
            throw new SshPolicyException(SshErrorCode.APPROVAL_NOT_PENDING, request == null ? "" : request.level.name(), null,
                    request == null ? null : id, "there is no pending request with this id" + (request == null ? "" : ": it is " + request.state));
        }
        Level level = request.level;
        if (!level.asking().mayDecide(approver, request.asker.user())) {
            throw new SshPolicyException(SshErrorCode.APPROVER_REFUSED, level.name(), request.rule, id, approver.equalsIgnoreCase(request.asker.user())
                    ? "nobody decides what he or she wants" : "this person is none of the Approvers of level " + level.name());
        }
        request.state = approved ? State.APPROVED : State.DENIED;
        request.decidedBy = approver;
        request.reason = reason;
        return request;
    }

    /**
     * Waits until a request is decided, or gone, or the time is over.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void await(String id, Duration limit) throws InterruptedException {
        Request request;
        synchronized (this) {
            request = byId.get(id);
        }
        if (request != null) {
            await(request, request.decided, limit);
        }
    }

    /** Completes when the request is decided or gone. Whoever has got it may complete it earlier: no other one is touched. */
    public CompletableFuture<Void> decision(Request request) {
        return request.decided.copy();
    }

    /** The same for a request and its {@link #decision}. */
    public void await(Request request, Future<Void> decision, Duration limit) throws InterruptedException {
        long left = request.level.asking().time().toNanos() - (clock.nanos() - request.requestedNanos);
        long most = Math.min(Math.max(0, left), Math.min(TimeUnit.NANOSECONDS.convert(limit), LONGEST_WAIT.toNanos()));
        try {
            decision.get(most, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The caller looks at its state.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- ends ----

    /** A session has ended: nothing of it is done any more. */
    public void sessionEnded(Object sessionKey) {
        forget(request -> request.asker.sessionKey().equals(sessionKey));
    }

    /** The adapter stops. */
    public void stop() {
        forget(request -> true);
    }

    private void forget(Predicate<Request> which) {
        List<Request> gone;
        synchronized (this) {
            gone = byId.values().stream().filter(which).toList();
            gone.forEach(this::remove);
        }
        gone.forEach(request -> request.decided.complete(null));
    }

    /** Whose time is over. Those who wait for one wait no longer than its time. */
    private void forgetOld() {
        long now = clock.nanos();
        byId.values().stream().filter(request -> request.isOver(now)).toList().forEach(this::remove);
    }

    private void remove(Request request) {
        byId.remove(request.id);
        byWish.remove(request.fingerprint, request);
    }
}
