package io.sshra.benchmarks.nothing;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;

/** What the application looks up. Used by any number of threads. */
public interface NothingConnectionFactory extends Serializable, Referenceable {

    /** A connection of this user, session and profile: a key of the container's pool for each three names. */
    NothingConnection getConnection(String user, String session, String profile) throws ResourceException;
}
