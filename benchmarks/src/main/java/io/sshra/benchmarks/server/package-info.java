/** What measures inside the application server: a web application beside the two adapters. */
package io.sshra.benchmarks.server;
