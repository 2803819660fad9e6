package io.sshra.test;

import io.sshra.SshConnection;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** A component that gets another component's connection. */
@Stateless
@PermitAll
public class HandleBean {

    @Resource
    private SessionContext context;

    /** The caller's principal, the connection's user, and the server's answer about the connection. */
    public String use(SshConnection connection) throws SshException {
        return context.getCallerPrincipal().getName() + " " + connection.info().userId() + " " + connection.exec(TenantTest.WHICH).stdout();
    }
}
