package io.sshra.test.injected;

import io.sshra.cdi.SshUser;
import jakarta.enterprise.context.ApplicationScoped;

/** The user of an application without a log-in. */
@ApplicationScoped
public class BatchUser implements SshUser {

    @Override
    public String name() {
        return "batch";
    }
}
