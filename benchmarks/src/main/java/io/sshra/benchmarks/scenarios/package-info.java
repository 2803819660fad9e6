/** One class for each thing that is measured. They know clients only as {@link io.sshra.benchmarks.Peer}. */
package io.sshra.benchmarks.scenarios;
