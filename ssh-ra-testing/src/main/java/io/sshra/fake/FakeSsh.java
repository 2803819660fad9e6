package io.sshra.fake;

import io.sshra.SshApprovals;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshNames;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.SshSessions;
import io.sshra.SshTarget;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A connection factory for unit tests, whose machines answer as a test has scripted them:
 *
 * <pre>{@code
 * FakeSsh ssh = new FakeSsh();
 * ssh.machine("web-1").on("uptime").answers("up 3 days\n");
 * }</pre>
 *
 * <p>Give it to the class that is tested in place of the injected factory. Thread-safe. It can't be serialized.
 *
 * @since 1.0
 */
public final class FakeSsh implements SshConnectionFactory {

    private static final long serialVersionUID = 1L;
    private static final String APPLICATION = "(application)";

    private final transient Map<String, FakeMachine> machines = new ConcurrentHashMap<>();
    private final transient Map<FakeSlot.Key, FakeSlot> slots = new ConcurrentHashMap<>();
    private final transient FakeListeners listeners = new FakeListeners();
    private final transient FakeApprovals approvals = new FakeApprovals(() -> caller());
    private final transient AtomicLong numbers = new AtomicLong();
    private transient volatile String caller;
    private transient volatile String defaultProfile;
    private Reference reference;

    /**
     * The machine of this profile, which is made at the first call. Profiles whose machine no test has asked for are unknown to the
     * application. A spec with a target means the machine of its profile's name, or else the machine that has the name of the target's host.
     *
     * @throws IllegalArgumentException if the name is invalid, see {@link SshNames}
     */
    public FakeMachine machine(String profile) {
        return machines.computeIfAbsent(SshNames.profile(profile), name -> new FakeMachine(this, name));
    }

    /** The user of specs without a user; null, the default, for none. */
    public FakeSsh withCaller(@Nullable String user) {
        caller = user == null ? null : SshNames.user(user);
        return this;
    }

    /** The profile of {@link #getConnection()}; null, the default, for none. */
    public FakeSsh withDefaultProfile(@Nullable String profile) {
        defaultProfile = profile == null ? null : SshNames.profile(profile);
        return this;
    }

    @Override
    public SshConnection getConnection(SshConnectionSpec spec) throws SshException {
        if (spec == null) {
            throw new IllegalArgumentException("the spec is null: give SshConnectionSpec.of(user, session, profile)");
        }
        String user = spec.user() == null ? caller : spec.user();
        if (user == null) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "no user is named, and the test has named no caller");
        }
        return connection(new FakeSlot.Key(user, spec.session(), spec.profile()), spec.target());
    }

    @Override
    public SshConnection getConnection() throws SshException {
        if (defaultProfile == null) {
            throw new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "the test has named no default profile");
        }
        return connection(new FakeSlot.Key(APPLICATION, APPLICATION, defaultProfile), null);
    }

    private SshConnection connection(FakeSlot.Key key, @Nullable SshTarget target) throws SshException {
        FakeMachine machine = machine(key.profile(), target);
        FakeSlot slot = slots.computeIfAbsent(key, missing -> new FakeSlot(missing, machine, target, listeners));
        try {
            slot.connection();
            return new FakeHandle(slot);
        } catch (SshException e) {
            if (slot.wasNeverConnected()) {
                slots.remove(key, slot);
            }
            throw e;
        }
    }

    private FakeMachine machine(String profile, @Nullable SshTarget target) throws SshException {
        FakeMachine machine = machines.get(profile);
        if (machine == null && target != null) {
            machine = machines.get(target.host());
        }
        if (machine == null) {
            throw new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "there is no profile " + profile + " in this test, only " + profiles());
        }
        return machine;
    }

    @Override
    public List<String> profiles() {
        return machines.keySet().stream().sorted().toList();
    }

    /** As its connections say where they lead; without a group. */
    @Override
    public SshProfileInfo profile(String profile) throws SshException {
        return machine(SshNames.profile(profile), null).profile();
    }

    @Override
    public SshConnectionInfo test(String profile) throws SshException {
        FakeSlot slot = new FakeSlot(new FakeSlot.Key(APPLICATION, APPLICATION, SshNames.profile(profile)), machine(profile, null), null,
                new FakeListeners());
        slot.connection();
        return slot.info();
    }

    @Override
    public SshSessions sessions() {
        return new FakeSessions(slots, listeners, approvals);
    }

    /** What waits for an approval: see {@link FakeMachine#asksFor}. Everybody but the requester may decide. */
    @Override
    public SshApprovals approvals() {
        return approvals;
    }

    void takeApproval(FakeSlot.Key key, SshCommand command) throws SshException {
        approvals.take(key, command);
    }

    private @Nullable String caller() {
        return caller;
    }

    List<FakeSlot> slots() {
        return List.copyOf(slots.values());
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a FakeSsh is for one test");
    }
}
