package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In Open Liberty. */
@Tag("server")
class OpenLibertyTest extends SystemContractTests {

    OpenLibertyTest() {
        super(new OpenLiberty(), "the adapter's own timer", 1);
    }
}
