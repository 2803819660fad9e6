package io.sshra.test.servers.application;

import io.sshra.SshConnectionFactory;
import jakarta.servlet.annotation.WebServlet;
import java.util.concurrent.ExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The servlet of the contract tests in application servers. */
@WebServlet("/ssh/*")
public class SshServlet extends Calls {

    private static final long serialVersionUID = 1L;

    /** The name is that of a resource reference, or a JNDI name with a slash. */
    @Override
    SshConnectionFactory factory(String name) throws NamingException {
        return InitialContext.doLookup(name.contains("/") ? name : "java:comp/env/" + name);
    }

    @Override
    ExecutorService managedThreads() throws NamingException {
        return InitialContext.doLookup("java:comp/DefaultManagedExecutorService");
    }
}
