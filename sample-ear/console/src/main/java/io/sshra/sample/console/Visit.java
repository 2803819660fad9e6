package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.servlet.http.HttpSession;
import java.util.Set;
import java.util.UUID;

/**
 * One user from log-in to log-out or expiry, which is one session of the adapter. Kept in the HTTP session. Its name in the adapter
 * is random and not the cookie's value, because it appears in logs. Thread-safe.
 */
public final class Visit {

    /** The group and role of users that see all connections and may end them. */
    static final String ADMINISTRATOR = "administrator";

    private static final String ATTRIBUTE = Visit.class.getName();

    private final String user;
    private final Set<String> groups;
    private final String session = UUID.randomUUID().toString();
    private final LiveEvents live = new LiveEvents();
    private final OwnProfiles ownProfiles = new OwnProfiles();
    private final Runs runs = new Runs();
    private final Recordings recordings = new Recordings();
    private final Downloads downloads = new Downloads();
    private final String token;

    /** @param token the token of the HTTP session */
    Visit(String user, Set<String> groups, String token) {
        this.token = token;
        this.user = user;
        this.groups = Set.copyOf(groups);
    }

    /** The visit of this HTTP session; null if nobody has logged in. */
    static Visit of(HttpSession session) {
        return session == null ? null : (Visit) session.getAttribute(ATTRIBUTE);
    }

    void keepIn(HttpSession http) {
        http.setAttribute(ATTRIBUTE, this);
    }

    String user() {
        return user;
    }

    Set<String> groups() {
        return groups;
    }

    boolean isAdministrator() {
        return groups.contains(ADMINISTRATOR);
    }

    String session() {
        return session;
    }

    /** Sends events to the visit's open pages. */
    LiveEvents live() {
        return live;
    }

    OwnProfiles ownProfiles() {
        return ownProfiles;
    }

    Runs runs() {
        return runs;
    }

    Recordings recordings() {
        return recordings;
    }

    Downloads downloads() {
        return downloads;
    }

    String token() {
        return token;
    }

    /** Says whose connection it is and to which profile. An application needs to do no more for isolation. */
    private SshConnectionSpec spec(String profile) {
        return SshConnectionSpec.builder().user(user).session(session).profile(profile).target(ownProfiles.target(profile)).build();
    }

    /** Returns this visit's own connection. The first call connects; later calls reuse it. The caller closes it after use. */
    SshConnection connect(SshConnectionFactory ssh, String profile) throws SshException {
        return ssh.getConnection(spec(profile));
    }
}
