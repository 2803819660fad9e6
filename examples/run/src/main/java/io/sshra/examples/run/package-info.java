/** Starts the examples, and the servers that they need. Not part of an application. */
package io.sshra.examples.run;
