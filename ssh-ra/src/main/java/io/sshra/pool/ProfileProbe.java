package io.sshra.pool;

import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.pool.key.Session;
import io.sshra.pool.key.SharedResources;
import io.sshra.profile.Profile;

/** Tests a profile for an operator, in a session of its own. */
final class ProfileProbe {

    private final Pool pool;
    private final SharedResources shared;
    private final SessionKey key;

    ProfileProbe(Pool pool, SharedResources shared) {
        this.pool = pool;
        this.shared = shared;
        this.key = SessionKey.probe(shared.nextNumber());
    }

    /**
     * Opens a separate connection, within all limits, waits for the answer to a keepalive request, and closes it.
     *
     * @return the connection's state while it was open
     */
    SshConnectionInfo run(String definition, Profile profile) throws SshException {
        try (Admission admission = pool.admit(key, definition, profile, false, shared.clock().nanos())) {
            Lease lease = pool.lease(admission.key(), Lease.Owner.NOBODY);
            try {
                lease.checkOut(ContainerLogin.NONE, null);
                lease.awaitReply(shared.clock(), shared.settings().validationTimeout());
                return lease.info();
            } finally {
                // Before the lease, which would end the connection for another reason.
                end();
                lease.destroy();
            }
        } finally {
            end();
        }
    }

    private void end() {
        Session session = pool.find(key);
        if (session != null) {
            session.end(CloseReason.EXPLICIT_CLOSE);
        }
    }
}
