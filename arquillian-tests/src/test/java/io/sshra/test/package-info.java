/** The adapter inside WildFly: one class for each thing that container and server take part in, run inside the container. */
package io.sshra.test;
