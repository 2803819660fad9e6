package io.sshra.sample.console;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The console's REST resources are under {@code api/}. */
@ApplicationPath("api")
public class ConsoleApplication extends Application {
}
