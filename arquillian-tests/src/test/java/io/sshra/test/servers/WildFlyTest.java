package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In WildFly. Not tagged as a server, because it uses the one that runs for the other tests. */
@Tag("long")
class WildFlyTest extends SystemContractTests {

    WildFlyTest() {
        // RedeploymentTest counts class loaders. Idle threads of WildFly retain some, and it gives these threads other work first.
        super(new WildFly(), "EJB timers", SystemContractTests.NOT_COUNTED);
    }
}
