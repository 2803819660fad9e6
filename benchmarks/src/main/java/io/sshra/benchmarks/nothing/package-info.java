/**
 * A resource adapter that does nothing, so that what is left of a lease and its return is the container's own. Runs inside
 * the application server, in an archive of its own; its pool is configured like that of the adapter that is measured.
 */
package io.sshra.benchmarks.nothing;
