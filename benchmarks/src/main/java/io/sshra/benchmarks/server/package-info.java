/** The web application that measures both adapters inside the application server. */
package io.sshra.benchmarks.server;
