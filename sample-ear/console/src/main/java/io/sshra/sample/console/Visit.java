package io.sshra.sample.console;

import io.sshra.SshConnectionSpec;
import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.UUID;

/**
 * One browser's session, which is a session of the adapter. Its name is random and not the cookie's value: it may be seen in
 * logs. There is no log-in here, so every visitor is the same user, told apart by the session.
 */
@SessionScoped
public class Visit implements Serializable {

    private static final long serialVersionUID = 1L;

    static final String USER = "visitor";

    private final String session = UUID.randomUUID().toString();

    public String user() {
        return USER;
    }

    public String session() {
        return session;
    }

    SshConnectionSpec spec(String profile) {
        return SshConnectionSpec.of(user(), session(), profile);
    }
}
