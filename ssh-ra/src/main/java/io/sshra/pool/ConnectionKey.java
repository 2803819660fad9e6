package io.sshra.pool;

import io.sshra.base.JsonText;

/**
 * The unit of isolation. Contains no secret: the revision contains a keyed hash of the credential. Equal keys mean the same slot of
 * the same session object. When a session has ended, a later session with the same name has another generation, so that the
 * container's pool can't mix up their leases.
 *
 * @param session    the user's session
 * @param definition the connection definition; two of them may have profiles with the same name
 * @param profile    the profile's name
 * @param revision   identifies the profile's settings and credential
 * @param generation the slot's number in the adapter
 */
public record ConnectionKey(SessionKey session, String definition, String profile, String revision, long generation) {

    /** Compares what differs first: this runs in the container's pool for each lease. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof ConnectionKey key && generation == key.generation && session.equals(key.session)
                && definition.equals(key.definition) && profile.equals(key.profile) && revision.equals(key.revision);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(generation);
    }

    /** Names are quoted as in the audit log: no name can look like another field. */
    @Override
    public String toString() {
        return session + " profile=" + JsonText.word(profile);
    }
}
