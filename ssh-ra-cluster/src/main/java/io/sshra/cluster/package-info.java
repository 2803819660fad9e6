/**
 * Connects the adapters of the servers of a WildFly cluster. Applications use {@link io.sshra.cluster.ClusterMember} only.
 *
 * <p>{@code Protocol} and what it uses know neither WildFly nor threads nor the time, so that tests run whole clusters by it.
 * {@code NodeLink} gives it threads. Only {@code GroupChannel}, {@code Delivery} and {@code ClusterMember} use classes of WildFly.
 *
 * @since 1.0
 */
package io.sshra.cluster;
