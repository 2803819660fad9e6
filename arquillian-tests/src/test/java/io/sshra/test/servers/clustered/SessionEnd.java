package io.sshra.test.servers.clustered;

import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** Ends the adapter's session with the HTTP session. The server calls it on one node only. */
@WebListener
public class SessionEnd implements HttpSessionListener {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        String user = (String) event.getSession().getAttribute(ClusterServlet.USER);
        if (user != null) {
            ssh.sessions().closeSession(user, (String) event.getSession().getAttribute(ClusterServlet.SESSION));
        }
    }
}
