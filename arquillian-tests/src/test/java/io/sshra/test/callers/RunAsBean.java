package io.sshra.test.callers;

import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RunAs;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;

/** Runs under another role, which does not have the name of a person. */
@Stateless
@PermitAll
@RunAs("operator")
public class RunAsBean {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @EJB
    private CallerBean next;

    public String here() {
        return Whose.connection(ssh);
    }

    public String further() {
        return next.here();
    }
}
