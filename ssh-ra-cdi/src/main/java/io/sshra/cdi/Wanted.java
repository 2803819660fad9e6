package io.sshra.cdi;

import java.io.Serializable;

/**
 * Which connection an injection point or a caller wants.
 *
 * @param factory JNDI name; empty for the default
 */
record Wanted(SshScope scope, String factory, String profile) implements Serializable {
}
