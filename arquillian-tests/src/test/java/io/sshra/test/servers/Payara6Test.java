package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In Payara 6. */
@Tag("server")
class Payara6Test extends GlassFishContractTests {

    Payara6Test() {
        super(new GlassFish("payara6", 0), 1);
    }
}
