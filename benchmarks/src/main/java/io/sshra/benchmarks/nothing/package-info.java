/**
 * A resource adapter that does nothing, to measure the container's own share of a lease and its return. It runs inside the application
 * server in a separate archive. Its pool is configured like that of the measured adapter.
 */
package io.sshra.benchmarks.nothing;
