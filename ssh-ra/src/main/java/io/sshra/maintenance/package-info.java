/**
 * The periodic eviction of idle connections and validation of open ones: what is run, and what drives it. In a container
 * that runs beans of a resource adapter this is an EJB timer, elsewhere a timer or a work that the container gives to the adapter.
 *
 * <p>May use the log and the EJB API. Does not depend on the work or on the JCA roles.
 */
package io.sshra.maintenance;
