package io.sshra.test;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The adapter deployed alone, the application beside it. */
class RarAloneTest extends FirstUseTests {

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.rar();
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.war();
    }
}
