package io.sshra.test.servers;

/** In WildFly. */
class WildFlyTest extends SystemContractTests {

    WildFlyTest() {
        // RedeploymentTest counts class loaders. Idle threads of WildFly retain some, and it gives these threads other work first.
        super(new WildFly(), "EJB timers", SystemContractTests.NOT_COUNTED);
    }
}
