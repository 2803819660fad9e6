/**
 * What the JavaBeans of the adapter have in common: properties, their bounds and checks, and JNDI look-ups.
 *
 * <p>May use profiles and pool. Does not depend on JCA roles.
 */
package io.sshra.adapter.config;
