package io.sshra.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests wait for what must happen. It is no measure of speed: it only ends a test that hangs, on a slow and busy
 * machine too. JUnit's own time-out is in {@code junit-platform.properties}.
 */
public final class Patience {

    public static final int SECONDS = 180;
    public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

    private Patience() {
    }

    /** Makes it Awaitility's time-out. JUnit finds it by itself; a container in which there is no JUnit does not need it. */
    public static final class Extension implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            Awaitility.setDefaultTimeout(LIMIT);
        }
    }
}
