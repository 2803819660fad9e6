package org.example.tasks;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.security.Principal;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The SSH connections of one HTTP session. They end with it: at the log-out, or when it expires. */
@SessionScoped
public class Machines implements Serializable {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/ssh")
    SshConnectionFactory ssh;

    @Inject
    Principal caller;

    private final String session = UUID.randomUUID().toString();
    private final Set<String> users = ConcurrentHashMap.newKeySet();

    /** A handle, to be closed after use. The connection stays open for the next one. */
    public SshConnection on(String profile) throws SshException {
        String user = caller.getName();
        users.add(user);
        return ssh.getConnection(SshConnectionSpec.of(user, session, profile));
    }

    @PreDestroy
    void end() {
        users.forEach(user -> ssh.sessions().closeSession(user, session));
    }
}
