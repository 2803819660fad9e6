package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In Payara 7. */
@Tag("server")
@RequiresJdk(25)
class Payara7Test extends GlassFishContractTests {

    Payara7Test() {
        super(new GlassFish("payara7", 25), 1);
    }
}
