package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In GlassFish 8. */
@Tag("server")
@RequiresJdk(25)
class GlassFishTest extends GlassFishContractTests {

    GlassFishTest() {
        // The method cache of GlassFish's HK2 retains the class loader of each adapter that was undeployed.
        super(new GlassFish("glassfish8", 25), SystemContractTests.NOT_COUNTED);
    }
}
