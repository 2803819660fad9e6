/** SSH servers that tests start on loopback, real ones and one in the JVM, and servers that misbehave. Used by the tests of all modules. */
package io.sshra.testing;
