package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.SshProfileInfo;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The state of each available profile and of the visit's connection to it. */
@ApplicationScoped
public class ProfileCards {

    static final String CONNECTED = "connected";

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private ConfiguredProfiles configured;

    @Inject
    private Favourites favourites;

    private final AtomicLong numbers = new AtomicLong();

    /** Where a profile of the user's own leads. */
    public static class Address {
        public String host;
        public int port;
        public String username;
    }

    /** The end of the last connection. */
    public static class Ended {
        public String at;
        /** As in the audit log. */
        public String reason;
        /** The user who has ended it at this server; null if none has. */
        public String by;
        /** Whether it was this user. */
        public boolean byYou;
    }

    /** One card of the page. */
    public static class Card {
        public String profile;
        /** Null unless the user has added this profile for this visit. */
        public Address own;
        /** Whether the credential was at another server and has to be entered again. */
        public boolean incomplete;
        /** Null if the profile is invalid. */
        public String target;
        /** Why the profile is invalid; null if it is not. */
        public String problem;
        /** As the profiles file says; null if it says nothing. */
        public String group;
        public boolean favourite;
        /** 1 for the profile that the user has connected to last, 2 for the one before; 0 for most. */
        public int recent;

        /** "none", "connected", or "away": not open, but the next use reconnects. */
        public String state = "none";
        public String connectedAt;
        public long idleSeconds;
        public long commands;
        public int openChannels;
        public String server;
        public String algorithms;
        public String hostKey;
        /** Null while it is connected, and before the first connection of the visit. */
        public Ended ended;

        private int fixedPart() {
            return Arrays.deepHashCode(new Object[] {profile, own == null ? null : List.of(own.host, own.port, own.username), incomplete, target, problem,
                group, favourite, recent});
        }

        private boolean rests() {
            return state.equals("none") && ended == null;
        }
    }

    /** The cards at one moment. */
    public static class Cards {
        /** A later moment has a larger number, at the same server. */
        public long number;
        /** Another one if something else than the connections is different. */
        public String revision;
        /** Whether all cards are here; otherwise those are missing that have no connection, and had none. */
        public boolean whole = true;
        public List<Card> cards;

        /** What changes all the time. */
        Cards live() {
            Cards live = new Cards();
            live.number = number;
            live.revision = revision;
            live.whole = false;
            live.cards = cards.stream().filter(card -> !card.rests()).toList();
            return live;
        }
    }

    Cards of(Visit visit) throws SshException {
        Cards all = new Cards();
        // Before anything is looked at.
        all.number = numbers.incrementAndGet();
        Map<String, Card> cards = new TreeMap<>();
        for (ConfiguredProfiles.Configured profile : configured.all()) {
            cards.put(profile.name(), card(profile));
        }
        addChoice(favourites.of(visit.user()), cards);
        for (KeptVisit.Profile own : visit.ownProfiles().all()) {
            cards.put(own.name(), card(own, visit.ownProfiles().isIncomplete(own.name())));
        }
        for (SshConnectionInfo info : ssh.sessions().connections(visit.user(), visit.session())) {
            if (cards.containsKey(info.profile())) {
                fill(cards.get(info.profile()), info);
            }
        }
        visit.ends().forEach((profile, end) -> {
            Card card = cards.get(profile);
            if (card != null && !card.state.equals(CONNECTED)) {
                card.ended = ended(end, visit.user());
            }
        });
        all.cards = new ArrayList<>(cards.values());
        all.revision = Integer.toHexString(Arrays.hashCode(all.cards.stream().mapToInt(Card::fixedPart).toArray()));
        return all;
    }

    private static Card card(ConfiguredProfiles.Configured profile) {
        Card card = new Card();
        card.profile = profile.name();
        card.problem = profile.problem();
        SshProfileInfo info = profile.info();
        if (info != null) {
            card.target = target(info.username(), info.host(), info.port());
            card.group = info.group();
        }
        return card;
    }

    private static void addChoice(Favourites.Chosen chosen, Map<String, Card> configured) {
        for (String profile : chosen.favourites()) {
            if (configured.containsKey(profile)) {
                configured.get(profile).favourite = true;
            }
        }
        int rank = 0;
        for (String profile : chosen.recent()) {
            if (configured.containsKey(profile)) {
                configured.get(profile).recent = ++rank;
            }
        }
    }

    private static Card card(KeptVisit.Profile own, boolean incomplete) {
        Card card = new Card();
        card.profile = own.name();
        card.own = new Address();
        card.own.host = own.host();
        card.own.port = own.port();
        card.own.username = own.username();
        card.incomplete = incomplete;
        card.target = target(own.username(), own.host(), own.port());
        return card;
    }

    /** @param username null if only the container knows it */
    private static String target(String username, String host, int port) {
        return (username == null ? "" : username + "@") + host + ":" + port;
    }

    private static Ended ended(ConnectionEnds.End end, String user) {
        Ended ended = new Ended();
        ended.at = end.at();
        ended.reason = end.reason();
        ended.by = end.by();
        ended.byYou = user.equals(end.by());
        return ended;
    }

    private static void fill(Card card, SshConnectionInfo info) {
        card.target = target(info.username(), info.host(), info.port());
        // A retired connection with older settings may be listed beside the current one.
        if (card.state.equals(CONNECTED)) {
            return;
        }
        card.state = info.alive() ? CONNECTED : "away";
        card.connectedAt = info.connectedAt() == null ? null : info.connectedAt().toString();
        card.idleSeconds = info.idleSeconds();
        card.commands = info.commandCount();
        card.openChannels = info.openChannels();
        card.server = info.serverVersion();
        card.algorithms = info.alive() ? info.keyExchange() + ", " + info.cipher() : null;
        card.hostKey = info.hostKeyFingerprint();
    }
}
