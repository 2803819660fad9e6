package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** When a browser's session ends, by log-out or by expiry, so do its SSH connections. */
@WebListener
public class VisitEnd implements HttpSessionListener {

    /** The name of the adapter's session, kept in the HTTP session so that it is at hand when that ends. */
    static final String SESSION_NAME = VisitEnd.class.getName();

    private static final Logger LOG = System.getLogger(VisitEnd.class.getName());

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        if (event.getSession().getAttribute(SESSION_NAME) instanceof String session) {
            try {
                ssh.sessions().closeSession(Visit.USER, session);
            } catch (SshException e) {
                LOG.log(Level.ERROR, "The connections of an ended session could not be closed", e);
            }
        }
    }
}
