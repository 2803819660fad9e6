/**
 * How people watch agents and stop them. The server for agents tells {@link io.sshra.sample.oversight.Agents} of its conversations, and knows
 * nothing of who looks; the console shows them, and knows nothing of the protocol. Both are in one EAR, and this is in its lib folder.
 */
package io.sshra.sample.oversight;
