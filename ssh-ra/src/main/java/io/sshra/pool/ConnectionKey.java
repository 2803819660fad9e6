package io.sshra.pool;

/**
 * The unit of isolation. Holds no secret: the revision has a keyed hash of the credential. Two keys that are equal mean the
 * same slot of the same session object: a session that ended and one of the same name that began after it differ by the
 * generation, so that a container's pool can't mix up their leases.
 *
 * @param session    whose
 * @param definition of which connection definition, as two may have profiles of one name
 * @param profile    the profile's name
 * @param revision   the state of the profile's settings and credential
 * @param generation the slot's number in the adapter
 */
public record ConnectionKey(SessionKey session, String definition, String profile, String revision, long generation) {

    @Override
    public String toString() {
        return session + " profile=" + profile;
    }
}
