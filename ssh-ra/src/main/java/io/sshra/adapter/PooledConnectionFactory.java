package io.sshra.adapter;

import io.sshra.SshApprovals;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshNames;
import io.sshra.SshProfileInfo;
import io.sshra.SshSessions;
import io.sshra.base.JsonText;
import io.sshra.pool.Admission;
import io.sshra.pool.Pool;
import io.sshra.pool.SessionKey;
import io.sshra.profile.Profile;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import javax.naming.Reference;

/**
 * The factory that an application looks up. Whatever can be refused is refused here, before the container is asked, while no
 * permit of its pool is held.
 */
public final class PooledConnectionFactory implements SshConnectionFactory {

    private static final long serialVersionUID = 1L;

    private final SshManagedConnectionFactory definition;
    private final ConnectionManager manager;
    private final ContainerKind container;
    private Reference reference;

    PooledConnectionFactory(SshManagedConnectionFactory definition, ConnectionManager manager, ContainerKind container) {
        this.definition = definition;
        this.manager = manager;
        this.container = container;
    }

    @Override
    public SshConnection getConnection(SshConnectionSpec spec) throws SshException {
        if (spec == null) {
            throw new IllegalArgumentException("the spec is null: give an SshConnectionSpec");
        }
        Pool pool = pool();
        String user = spec.user();
        Profile profile = null;
        try {
            if (user == null) {
                user = Caller.name();
            }
            SessionKey session = SessionKey.of(user, spec.session());
            String name = spec.profile();
            long now = pool.nanos();
            if (spec.target() == null) {
                profile = definition.profiles().resolve(name, now);
                return allocate(session, profile, false, now);
            }
            Admission again = pool.admitAgain(session, definition.definition(), name, spec.target(), now);
            if (again != null) {
                profile = again.profile();
                return allocateOnce(again);
            }
            profile = definition.profiles().resolve(name, spec.target());
            return allocate(session, profile, true, now);
        } catch (ResourceException e) {
            throw refused(pool, user, spec.session(), spec.profile(), profile, unwrap(e));
        }
    }

    @Override
    public SshConnection getConnection() throws SshException {
        Pool pool = pool();
        SessionKey session = SessionKey.application();
        String name = null;
        Profile profile = null;
        try {
            long now = pool.nanos();
            name = definition.profiles().defaultProfile();
            profile = definition.profiles().resolve(name, now);
            return allocate(session, profile, false, now);
        } catch (ResourceException e) {
            throw refused(pool, session.user(), session.session(), name, profile, unwrap(e));
        }
    }

    /** Records a refusal before the caller gets it. */
    private SshException refused(Pool pool, String user, String session, String name, Profile profile, SshException refusal) {
        pool.refused(definition.definition(), user, session, name, profile == null ? null : profile.target(), refusal);
        return refusal;
    }

    private SshConnection allocate(SessionKey session, Profile profile, boolean ownsCredentials, long now)
            throws ResourceException {
        try {
            return allocateOnce(definition.pool().admit(session, definition.definition(), profile, ownsCredentials, now));
        } catch (ResourceException e) {
            if (ownsCredentials || unwrap(e).code() != SshErrorCode.CREDENTIAL_CHANGED) {
                throw e;
            }
            // The connection with the old credential has ended: this opens one with the new credential.
            return allocateOnce(definition.pool().admit(session, definition.definition(), profile, false, now));
        }
    }

    private SshConnection allocateOnce(Admission admitted) throws ResourceException {
        try (Admission admission = admitted; Asking asking = Asking.begin(new SshRequestInfo(admission.key()))) {
            SshConnection handle = (SshConnection) manager.allocateConnection(definition, asking.request());
            grant(admission, handle, asking);
            return handle;
        } catch (RuntimeException e) {
            // WildFly throws this if an authentication context does not exist.
            throw ContainerFailure.of(e, container, "the container gave no connection for profile " + JsonText.word(admitted.key().profile()));
        }
    }

    /** If this fails, the caller does not get the handle and nobody else could close it. */
    private static void grant(Admission admission, SshConnection handle, Asking asking) throws SshException {
        try {
            admission.granted(asking.control(handle));
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
    }

    /** The adapter's exception, which the container may have wrapped. */
    private SshException unwrap(ResourceException wrapper) {
        return ContainerFailure.of(wrapper, container, "the container gave no connection");
    }

    @Override
    public List<String> profiles() throws SshException {
        try {
            return List.copyOf(definition.profiles().names());
        } catch (ResourceException e) {
            throw unwrap(e);
        }
    }

    @Override
    public SshProfileInfo profile(String profile) throws SshException {
        SshNames.profile(profile);
        try {
            return definition.profiles().describe(profile);
        } catch (ResourceException e) {
            throw unwrap(e);
        }
    }

    @Override
    public SshConnectionInfo test(String profile) throws SshException {
        SshNames.profile(profile);
        Pool pool = pool();
        try {
            return pool.probe(definition.definition(), definition.profiles().resolve(profile, pool.nanos()));
        } catch (ResourceException e) {
            throw unwrap(e);
        }
    }

    @Override
    public SshSessions sessions() {
        try {
            return new AdapterSessions(definition.pool(), definition.startedAdapter().node());
        } catch (ResourceException e) {
            SshException stopped = unwrap(e);
            throw new IllegalStateException(stopped.getMessage(), stopped);
        }
    }

    @Override
    public SshApprovals approvals() {
        try {
            return new AdapterApprovals(definition.pool().approvals());
        } catch (ResourceException e) {
            SshException stopped = unwrap(e);
            throw new IllegalStateException(stopped.getMessage(), stopped);
        }
    }

    private Pool pool() throws SshException {
        try {
            return definition.pool();
        } catch (ResourceException e) {
            throw unwrap(e);
        }
    }

    /** Its connection definition has secrets, which must not leave the server. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("an SshConnectionFactory: look it up in JNDI where it is needed");
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
        // IronJacamar's references have the JNDI name in place of the class name.
        if (reference != null && reference.getClassName().startsWith("java:")) {
            definition.boundAs(reference.getClassName());
        }
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
