package io.sshra.test;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;

/** The adapter in the application's own archive. */
class RarInEarTest extends FirstUseTests {

    @Deployment
    static EnterpriseArchive application() {
        return Archives.ear();
    }
}
