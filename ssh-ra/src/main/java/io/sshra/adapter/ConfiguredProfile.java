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
     * All settings, secrets included, as the profile with this name.
     *
     * @param reader not null
     */
    ProfileSettings settings(String name, Reader reader);
}
