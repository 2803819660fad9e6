/** One class for each scenario. They use clients only as {@link io.sshra.benchmarks.Peer}. */
package io.sshra.benchmarks.scenarios;
