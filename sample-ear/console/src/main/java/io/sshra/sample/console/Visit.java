package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One user from log-in to log-out or expiry, which is one session of the adapter. Its name in the adapter is random and not the cookie's
 * value, because it appears in logs. {@link Visits} finds it by the HTTP session, which has a {@link KeptVisit} of it. Thread-safe.
 */
public final class Visit {

    /** The group and role of users that see all connections and may end them. */
    static final String ADMINISTRATOR = "administrator";

    private final String user;
    private final Set<String> groups;
    private final String session;
    private final LiveEvents live = new LiveEvents();
    private final OwnProfiles ownProfiles = new OwnProfiles();
    private final Runs runs = new Runs();
    private final Recordings recordings = new Recordings();
    private final Transfers transfers = new Transfers();
    /** The end of the last connection to each profile. */
    private final Map<String, ConnectionEnds.End> ends = new ConcurrentHashMap<>();
    private final Expiry expiry = new Expiry(System::nanoTime);
    private final String token;
    /** What another server has kept and this one has taken over; null if nothing. Guarded by this object's monitor. */
    private KeptVisit taken;

    /**
     * A new visit.
     *
     * @param token the token of the HTTP session
     */
    Visit(String user, Set<String> groups, String token) {
        this(user, groups, token, UUID.randomUUID().toString());
    }

    private Visit(String user, Set<String> groups, String token, String session) {
        this.token = token;
        this.user = user;
        this.groups = Set.copyOf(groups);
        this.session = session;
    }

    /** A visit that goes on here after {@link #takeOver}. */
    static Visit of(KeptVisit kept, String token) {
        return new Visit(kept.user(), Set.copyOf(kept.groups()), token, kept.session());
    }

    /** Takes over what another server has kept. A no-op if this server has kept it itself or has taken it over before. */
    synchronized void takeOver(KeptVisit kept) {
        if (!kept.server().equals(ThisServer.ID) && !kept.equals(taken)) {
            taken = kept;
            ownProfiles.takeOver(kept.profiles());
            runs.takeOver(kept.commands());
        }
    }

    /** What the HTTP session is to have of it now. */
    KeptVisit kept() {
        return new KeptVisit(ThisServer.ID, user, groups.stream().sorted().toList(), session, ownProfiles.all(), runs.kept());
    }

    /** The visit has ended, or goes on, at another server; a page that is still here looks there. */
    void leave() {
        ownProfiles.destroy();
        live.end(null);
        recordings.delete();
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

    Transfers transfers() {
        return transfers;
    }

    /** The end of the last connection to each profile, unless it was used again. */
    Map<String, ConnectionEnds.End> ends() {
        return ends;
    }

    Expiry expiry() {
        return expiry;
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
        if (ownProfiles.isIncomplete(profile)) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "The credential of the profile " + profile + " has to be entered again");
        }
        SshConnection connection = ssh.getConnection(spec(profile));
        // When this one ends, the reason of an earlier end must not be taken for that of this one.
        ends.remove(profile);
        return connection;
    }
}
