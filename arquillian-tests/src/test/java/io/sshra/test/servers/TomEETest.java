package io.sshra.test.servers;

import org.junit.jupiter.api.Tag;

/** In TomEE plus 9. */
@Tag("server")
class TomEETest extends SystemContractTests {

    TomEETest() {
        // The timer of TomEE's pools retains the pool of each adapter that was undeployed.
        super(new TomEE(), "the adapter's own timer", SystemContractTests.NOT_COUNTED);
    }

    /** It binds its managed executor under no standard name. */
    @Override
    void handlesOfManagedThreadsOutliveTheirTasksUnlessTheServerClosesThem() {
        throw new UnsupportedOperationException();
    }
}
