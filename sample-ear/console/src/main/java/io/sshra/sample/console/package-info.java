/** A web console that shows, in a few small beans, how an application uses the adapter. */
package io.sshra.sample.console;
