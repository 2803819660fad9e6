/** Measures inside an application server: starts a WildFly of its own, with the archive that is shipped. */
package io.sshra.benchmarks.container;
