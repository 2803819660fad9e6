/**
 * When idle connections are evicted and live ones validated: what is run, and which timer drives it. In a container that
 * runs beans of a resource adapter it is an EJB timer, elsewhere the container's own.
 *
 * <p>May use the log and the EJB API. Knows neither what the work is nor the JCA roles.
 */
package io.sshra.maintenance;
