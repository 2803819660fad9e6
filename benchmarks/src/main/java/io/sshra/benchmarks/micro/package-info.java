/** Micro-benchmarks (JMH) of the adapter's code that runs for each lease and each channel. */
package io.sshra.benchmarks.micro;
