package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In Payara 6. */
@Tag("server")
class Payara6Test extends SystemContractTests {

    Payara6Test() {
        super(new GlassFish("payara6", 0), "the adapter's own timer", 1);
    }
}
