/**
 * Compares the adapter with other SSH clients. {@link io.sshra.benchmarks.Main} starts a server and, for each figure, one JVM for each
 * client in turn; {@link io.sshra.benchmarks.Fork} is the main class of such a JVM.
 *
 * <p>It uses the adapter's public API and the shipped archive.
 */
package io.sshra.benchmarks;
