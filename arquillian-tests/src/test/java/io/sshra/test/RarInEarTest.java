package io.sshra.test;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Tag;

/** The adapter in the application's own archive. */
@Tag("long")
class RarInEarTest extends FirstUseTests {

    @Deployment
    static EnterpriseArchive application() {
        return Archives.ear();
    }
}
