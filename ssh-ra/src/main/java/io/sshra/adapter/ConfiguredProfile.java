package io.sshra.adapter;

import io.sshra.profile.ProfileSettings;

/**
 * What the adapter reads of an administered object. An interface, because a container may bind a proxy in place of the object
 * (IronJacamar does, for objects that are not {@code javax.naming.Referenceable}), and public, because the proxy calls it from
 * the container's class loader.
 */
public interface ConfiguredProfile {

    /** Only the adapter can make one: an application that was given the object can't read its secrets. */
    final class Reader {

        Reader() {
        }
    }

    /**
     * All of it, the secrets included, as the profile of this name.
     *
     * @param reader not null
     */
    ProfileSettings settings(String name, Reader reader);
}
