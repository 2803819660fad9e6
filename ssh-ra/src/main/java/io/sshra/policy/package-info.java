/**
 * Rules by privilege level: what a level allows, read from a text, and whether a use of a connection is allowed.
 *
 * <p>May use the API and {@link io.sshra.base}. Reads no file, opens nothing, and knows neither profiles nor connections: profiles have the
 * rules, and the pool asks them before it opens a channel.
 *
 * <p>Entry: {@link io.sshra.policy.Rules}, which a profile has, and {@link io.sshra.policy.Level#decide}.
 */
package io.sshra.policy;
