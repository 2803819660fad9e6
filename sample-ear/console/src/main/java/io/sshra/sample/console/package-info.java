/** A web console over the adapter: how an application uses it, in a few small beans. */
package io.sshra.sample.console;
