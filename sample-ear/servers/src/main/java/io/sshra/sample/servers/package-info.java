/** An SSH server and a WildFly to try programs with, on loopback. Not part of an application. */
package io.sshra.sample.servers;
