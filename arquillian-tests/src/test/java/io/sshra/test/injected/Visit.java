package io.sshra.test.injected;

import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.cdi.Ssh;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;

/** A bean that a container may passivate. */
@SessionScoped
public class Visit implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What is injected is serializable. */
    @SuppressWarnings("serial")
    @Inject
    @Ssh("own")
    private SshConnection own;

    public String shown() throws SshException {
        return InjectedServlet.shown(own);
    }
}
