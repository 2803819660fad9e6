package org.example.tasks;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Makes the REST endpoints of this package available. */
@ApplicationPath("/")
public class Rest extends Application {
}
