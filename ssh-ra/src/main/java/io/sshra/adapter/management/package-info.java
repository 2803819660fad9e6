/**
 * What an operator sees of the connection definitions of an adapter: figures, connections and operations, by JMX and in the
 * container's management model. A counter is declared in {@link io.sshra.events.Counter}, a time in
 * {@link io.sshra.events.Timing}, what there is at the moment in {@link io.sshra.adapter.management.Figure}; everything else
 * follows from that.
 *
 * <p>May use pool, events and profiles. Does not depend on JCA roles.
 *
 * <p>Entry: {@link io.sshra.adapter.management.ManagedDefinitions}.
 */
package io.sshra.adapter.management;
