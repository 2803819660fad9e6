package io.sshra.test.callers;

import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.util.concurrent.Future;

/** Is called by a servlet, and calls other components. */
@Stateless
@PermitAll
public class CallerBean {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @EJB
    private RunAsBean runAs;

    public String here() {
        return Whose.connection(ssh);
    }

    @Asynchronous
    public Future<String> later() {
        return new AsyncResult<>(Whose.connection(ssh));
    }

    public String behindRunAs() {
        return runAs.further();
    }
}
