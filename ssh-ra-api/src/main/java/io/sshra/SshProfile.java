package io.sshra;

/**
 * A profile as an administered object (Connectors 2.1): configured in the container, bound in JNDI. A connection definition
 * finds it by the name of the profile in the context that its {@code profilesContext} names. Its secrets can't be read.
 */
public interface SshProfile {

    /** Host name or address. */
    String getHost();

    /** TCP port, 1 to 65535. */
    Integer getPort();

    /** The login on the host; null if the container gives it. */
    String getUsername();

    /** Carried and reported in {@link SshConnectionInfo#privilegeLevel()}; null if it has none. */
    String getPrivilegeLevel();

    /** Whether it is reached through a jump host. */
    boolean isRelayMode();
}
