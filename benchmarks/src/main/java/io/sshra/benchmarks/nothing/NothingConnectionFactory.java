package io.sshra.benchmarks.nothing;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;

/** The factory that the application looks up. Thread-safe. */
public interface NothingConnectionFactory extends Serializable, Referenceable {

    /** Returns a connection of this user, session and profile. Each three names are a key of the container's pool. */
    NothingConnection getConnection(String user, String session, String profile) throws ResourceException;
}
