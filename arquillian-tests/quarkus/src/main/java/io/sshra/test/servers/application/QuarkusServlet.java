package io.sshra.test.servers.application;

import io.sshra.SshConnectionFactory;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.context.ManagedExecutor;

/** The servlet of the contract tests in Quarkus, which has no JNDI. There is one definition, whatever its name. */
@WebServlet("/ssh/*")
public class QuarkusServlet extends Calls {

    private static final long serialVersionUID = 1L;

    @Inject
    transient SshConnectionFactory ssh;
    @Inject
    transient ManagedExecutor threads;

    @Override
    SshConnectionFactory factory(String name) {
        return ssh;
    }

    @Override
    ExecutorService managedThreads() {
        return threads;
    }
}
