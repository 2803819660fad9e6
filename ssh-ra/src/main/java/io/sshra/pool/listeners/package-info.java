/**
 * What listeners of applications are told about connections, and in which order. docs/architecture.md has the rules. No thread of the
 * adapter runs a listener, and no lock is held while one runs.
 */
package io.sshra.pool.listeners;
