/** Tests of the adapter inside WildFly, one class for each topic that involves the container. */
package io.sshra.test;
