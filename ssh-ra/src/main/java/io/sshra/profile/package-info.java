/**
 * Profiles: where named targets come from (the definition's own properties, a file in {@code ssh_config} format, an
 * application's {@link io.sshra.SshTarget}), and the revision that tells one state of a profile from the next.
 *
 * <p>May use the API, the log and the values of {@link io.sshra.ssh}; does not connect, and does not depend on the pool.
 */
package io.sshra.profile;
