/**
 * The adapter's figures as health check and metrics. This module is in the {@code lib} folder of the EAR and not in its WAR, because
 * WildFly does not find health checks in the WARs of an EAR (WFLY-12835). Each bean uses one optional feature of the server. If the
 * types of a feature are missing, CDI ignores its bean and logs a line at level INFO (WELD-000119).
 */
package io.sshra.sample.monitoring;
