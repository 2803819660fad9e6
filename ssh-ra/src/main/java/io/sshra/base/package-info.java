/**
 * Utilities for all packages: the clock, time limits, threads, wildcards. Depends on the JDK only.
 */
package io.sshra.base;
