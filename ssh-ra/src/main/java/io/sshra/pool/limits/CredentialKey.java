package io.sshra.pool.limits;

import io.sshra.pool.ConnectionKey;

/**
 * One credential for one target. Contains no secret.
 *
 * @param owner    the user that it belongs to; null if it is configured, so that all users of the profile have the same
 * @param profile  the profile's name in its connection definition
 * @param revision identifies the credential among those of this profile
 */
public record CredentialKey(String owner, String definition, String profile, String revision) {

    /** The credential of the profile, which everybody uses. */
    public static CredentialKey configured(ConnectionKey key, String revision) {
        return new CredentialKey(null, key.definition(), key.profile(), revision);
    }

    /** The credential of this user. */
    public static CredentialKey own(ConnectionKey key, String revision) {
        return new CredentialKey(key.session().kind() + ":" + key.session().user(), key.definition(), key.profile(), revision);
    }
}
