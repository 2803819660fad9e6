package io.sshra.adapter;

import io.sshra.profile.ProfileSettings;

/**
 * How the adapter reads an administered object. It is an interface because a container may bind a proxy instead of the object
 * (IronJacamar does so for objects that are not {@code javax.naming.Referenceable}), and public because the proxy calls it from
 * the container's class loader.
 */
public interface ConfiguredProfile {

    /** Only the adapter can make one, so an application that looked up the object cannot read its secrets. */
    final class Reader {

        Reader() {
        }
    }

    /**
     * Properties that are out of bounds or missing, without secrets; empty if there are none. It is no exception, because IronJacamar's
     * proxy wraps each into another.
     */
    String problems();

    /**
     * All settings, secrets included, as the profile with this name. For a profile without {@link #problems}.
     *
     * @param reader not null
     */
    ProfileSettings settings(String name, Reader reader);
}
