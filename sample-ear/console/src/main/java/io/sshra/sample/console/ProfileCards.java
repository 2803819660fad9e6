package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The state of each available profile and of the visit's connection to it. */
@ApplicationScoped
public class ProfileCards {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    /** A profile without its credential. */
    public static class Incomplete {
        public String host;
        public int port;
        public String username;
    }

    /** One card of the page. */
    public static class Card {
        public String profile;
        /** Whether the user has added this profile for this visit. */
        public boolean own;
        /** Null unless the credential was at another server and has to be entered again. */
        public Incomplete incomplete;
        /** Null before the first connection, because the configuration is read then. */
        public String target;
        /** "none", "connected", or "away": not open, but the next use reconnects. */
        public String state = "none";
        public String connectedAt;
        public long idleSeconds;
        public long commands;
        public int openChannels;
        public String server;
        public String algorithms;
        public String hostKey;
    }

    List<Card> of(Visit visit) throws SshException {
        Map<String, Card> cards = new TreeMap<>();
        for (String name : ssh.profiles()) {
            cards.put(name, card(name));
        }
        for (KeptVisit.Profile own : visit.ownProfiles().all()) {
            Card card = cards.computeIfAbsent(own.name(), ProfileCards::card);
            card.own = true;
            card.target = target(own.username(), own.host(), own.port());
            if (visit.ownProfiles().isIncomplete(own.name())) {
                card.incomplete = new Incomplete();
                card.incomplete.host = own.host();
                card.incomplete.port = own.port();
                card.incomplete.username = own.username();
            }
        }
        for (SshConnectionInfo info : ssh.sessions().connections(visit.user(), visit.session())) {
            if (cards.containsKey(info.profile())) {
                fill(cards.get(info.profile()), info);
            }
        }
        return new ArrayList<>(cards.values());
    }

    private static Card card(String name) {
        Card card = new Card();
        card.profile = name;
        return card;
    }

    private static String target(String username, String host, int port) {
        return username + "@" + host + ":" + port;
    }

    private static void fill(Card card, SshConnectionInfo info) {
        card.target = target(info.username(), info.host(), info.port());
        // A retired connection with older settings may be listed beside the current one.
        if (card.state.equals("connected")) {
            return;
        }
        card.state = info.alive() ? "connected" : "away";
        card.connectedAt = info.connectedAt() == null ? null : info.connectedAt().toString();
        card.idleSeconds = info.idleSeconds();
        card.commands = info.commandCount();
        card.openChannels = info.openChannels();
        card.server = info.serverVersion();
        card.algorithms = info.alive() ? info.keyExchange() + ", " + info.cipher() : null;
        card.hostKey = info.hostKeyFingerprint();
    }
}
