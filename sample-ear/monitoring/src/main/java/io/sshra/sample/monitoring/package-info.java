/**
 * The adapter's public figures, and what a server's health checks and metrics take of them. In the {@code lib} folder of the EAR and not in its WAR,
 * because WildFly finds no health checks in the WARs of an EAR (WFLY-12835). Each bean stands for one thing that a server may
 * not have: CDI leaves a bean aside whose types are not there, and says so in a line of INFO (WELD-000119).
 */
package io.sshra.sample.monitoring;
