/** Measures inside an application server: starts a separate WildFly with the shipped archive. */
package io.sshra.benchmarks.container;
