package io.sshra.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests wait for what must happen. It says nothing about speed: it only ends a test that hangs, even on a slow and
 * busy machine. JUnit's own time-out is in {@code junit-platform.properties}.
 */
public final class Patience {

    public static final int SECONDS = 180;
    public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

    private Patience() {
    }

    /** Makes this Awaitility's time-out. JUnit finds this extension; a container without JUnit does not need it. */
    public static final class Extension implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            Awaitility.setDefaultTimeout(LIMIT);
        }
    }
}
