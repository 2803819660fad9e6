package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.SshProfileInfo;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The state of each available profile and of the visit's connection to it. */
@ApplicationScoped
public class ProfileCards {

    static final String CONNECTED = "connected";
    private static final String NONE = "none";

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private ConfiguredProfiles configured;

    @Inject
    private Favourites favourites;

    private final AtomicLong numbers = new AtomicLong();

    /** Where a profile of the user's own leads. */
    public record Address(String host, int port, String username) {
    }

    /**
     * The end of the last connection.
     *
     * @param reason as in the audit log
     * @param by     the user who has ended it at this server; null if none has
     * @param byYou  whether it was this user
     */
    public record Ended(String at, String reason, String by, boolean byYou) {
    }

    /**
     * One card of the page.
     *
     * @param own        null unless the user has added this profile for this visit
     * @param incomplete whether the credential was at another server and has to be entered again
     * @param target     null if the profile is invalid
     * @param problem    why the profile is invalid; null if it is not
     * @param group      as the profiles file says; null if it says nothing
     * @param recent     1 for the profile that the user has connected to last, 2 for the one before; 0 for most
     * @param state      "none", "connected", or "away": not open, but the next use reconnects
     * @param ended      null while it is connected, and before the first connection of the visit
     */
    public record Card(String profile, Address own, boolean incomplete, String target, String problem, String group, boolean favourite, int recent,
            String state, String connectedAt, long idleSeconds, long commands, int openChannels, String server, String algorithms, String hostKey,
            Ended ended) {

        private int fixedPart() {
            return Arrays.hashCode(new Object[] {profile, own, incomplete, target, problem, group, favourite, recent});
        }

        private boolean rests() {
            return state.equals(NONE) && ended == null;
        }
    }

    /**
     * The cards at one moment.
     *
     * @param number   a later moment has a larger one, at the same server
     * @param revision another one if something else than the connections is different
     * @param whole    whether all cards are here; otherwise those are missing that have no connection, and had none
     */
    public record Cards(long number, String revision, boolean whole, List<Card> cards) {

        /** What changes all the time. */
        Cards live() {
            return new Cards(number, revision, false, cards.stream().filter(card -> !card.rests()).toList());
        }
    }

    Cards of(Visit visit) throws SshException {
        // Before anything is looked at.
        long number = numbers.incrementAndGet();
        Map<String, SshConnectionInfo> connections = new HashMap<>();
        for (SshConnectionInfo info : ssh.sessions().connections(visit.user(), visit.session())) {
            // A retired connection with older settings may be listed beside the current one.
            connections.merge(info.profile(), info, (one, other) -> one.alive() ? one : other);
        }
        Map<String, ConnectionEnds.End> ends = visit.ends();
        List<ConfiguredProfiles.Configured> all = configured.all();
        Set<String> names = all.stream().map(ConfiguredProfiles.Configured::name).collect(Collectors.toSet());
        Favourites.Chosen chosen = favourites.of(visit.user());
        List<String> recent = chosen.recent().stream().filter(names::contains).toList();
        Map<String, Card> cards = new TreeMap<>();
        for (ConfiguredProfiles.Configured profile : all) {
            SshProfileInfo info = profile.info();
            cards.put(profile.name(), card(new Machine(profile.name(), null, false, info == null ? null : target(info.username(), info.host(), info.port()),
                    profile.problem(), info == null ? null : info.group(), chosen.favourites().contains(profile.name()),
                    recent.indexOf(profile.name()) + 1), connections.get(profile.name()), ended(ends.get(profile.name()), visit.user())));
        }
        for (KeptVisit.Profile own : visit.ownProfiles().all()) {
            cards.put(own.name(), card(new Machine(own.name(), new Address(own.host(), own.port(), own.username()), visit.ownProfiles().isIncomplete(own.name()),
                    target(own.username(), own.host(), own.port()), null, null, false, 0), connections.get(own.name()),
                    ended(ends.get(own.name()), visit.user())));
        }
        return new Cards(number, Integer.toHexString(Arrays.hashCode(cards.values().stream().mapToInt(Card::fixedPart).toArray())), true,
                List.copyOf(cards.values()));
    }

    /** The part of a card that does not depend on a connection. */
    private record Machine(String profile, Address own, boolean incomplete, String target, String problem, String group, boolean favourite, int recent) {
    }

    /**
     * @param info  null if there is no connection
     * @param ended null if none has ended
     */
    private static Card card(Machine machine, SshConnectionInfo info, Ended ended) {
        if (info == null) {
            return new Card(machine.profile, machine.own, machine.incomplete, machine.target, machine.problem, machine.group, machine.favourite, machine.recent,
                    NONE, null, 0, 0, 0, null, null, null, ended);
        }
        return new Card(machine.profile, machine.own, machine.incomplete, target(info.username(), info.host(), info.port()), machine.problem, machine.group,
                machine.favourite, machine.recent, info.alive() ? CONNECTED : "away", info.connectedAt() == null ? null : info.connectedAt().toString(),
                info.idleSeconds(), info.commandCount(), info.openChannels(), info.serverVersion(),
                info.alive() ? info.keyExchange() + ", " + info.cipher() : null, info.hostKeyFingerprint(), info.alive() ? null : ended);
    }

    /** @param username null if only the container knows it */
    private static String target(String username, String host, int port) {
        return (username == null ? "" : username + "@") + host + ":" + port;
    }

    /** @param end null if none has ended */
    private static Ended ended(ConnectionEnds.End end, String user) {
        return end == null ? null : new Ended(end.at(), end.reason(), end.by(), user.equals(end.by()));
    }
}
