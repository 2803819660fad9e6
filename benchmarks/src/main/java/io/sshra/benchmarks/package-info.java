/**
 * Measurements of the adapter beside what people use instead. {@link io.sshra.benchmarks.Main} starts a server and, for each
 * figure, one JVM after the other for each client in turn; {@link io.sshra.benchmarks.Fork} is such a JVM.
 *
 * <p>Of the adapter it uses what applications use, out of the archive that is shipped.
 */
package io.sshra.benchmarks;
