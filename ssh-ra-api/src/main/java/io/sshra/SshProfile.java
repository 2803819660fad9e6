package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * A profile as an administered object (Connectors 2.1): configured in the container and bound in JNDI. A connection definition
 * looks it up by the name of the profile in its {@code profilesContext}. The secrets can't be read.
 *
 * @since 1.0
 */
public interface SshProfile {

    /** Host name or address. */
    String getHost();

    /** TCP port, 1 to 65535. */
    Integer getPort();

    /** The user name on the host; null if the container gives it. */
    @Nullable String getUsername();

    /** The level whose rules count, if the connection definition has a policy file; null for none. */
    @Nullable String getPrivilegeLevel();

    /** Whether connections go through a jump host. */
    boolean isRelayMode();
}
