package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.servlet.http.HttpSession;
import java.util.Set;
import java.util.UUID;

/**
 * One user from log-in to log-out or expiry, which is one session of the adapter; kept in the HTTP session. The adapter's name
 * for it is random and not the cookie's value: it may be seen in logs. Used by several threads at once.
 */
public final class Visit {

    /** The group, and the role, of those who see the connections of all and may end any. */
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

    /** @param token of the HTTP session */
    Visit(String user, Set<String> groups, String token) {
        this.token = token;
        this.user = user;
        this.groups = Set.copyOf(groups);
    }

    /** The visit that this HTTP session is of; null if nobody has logged in. */
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

    /** What the visit's open pages are told as it happens. */
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

    /** Whose connection to what: this is all that isolation takes of an application. */
    private SshConnectionSpec spec(String profile) {
        return SshConnectionSpec.builder().user(user).session(session).profile(profile).target(ownProfiles.target(profile)).build();
    }

    /** A connection of this visit's own; the first one makes it, the next ones find it open. To be closed after use. */
    SshConnection connect(SshConnectionFactory ssh, String profile) throws SshException {
        return ssh.getConnection(spec(profile));
    }
}
