/** Micro-benchmarks (JMH) of what of the adapter is on the way of each lease and of each channel. */
package io.sshra.benchmarks.micro;
