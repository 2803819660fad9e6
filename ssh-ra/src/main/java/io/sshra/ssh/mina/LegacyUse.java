package io.sshra.ssh.mina;

import io.sshra.base.JsonText;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.Target;
import io.sshra.ssh.algorithm.Algorithms;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;

/** Which legacy algorithms a connection uses, those on the way through its jump hosts included. Thread-safe. */
final class LegacyUse {

    private static final String NONE = "none";

    private final Set<String> names = new ConcurrentSkipListSet<>();
    private volatile boolean allowed;

    /** The key exchange is over, and the log-in. Warns of a target for which legacy algorithms are switched on. */
    void connected(Target target, Session session) {
        if (target.settings().algorithms().legacy()) {
            allowed = true;
            addNegotiated(session, KexProposalOption.ALGORITHMS);
            addNegotiated(session, KexProposalOption.SERVERKEYS);
            addEncryption(session, KexProposalOption.C2SENC, KexProposalOption.C2SMAC);
            addEncryption(session, KexProposalOption.S2CENC, KexProposalOption.S2CMAC);
            AdapterLog.LOG.legacyAlgorithmsAllowed(JsonText.word(target.toString()), String.join(",", names.isEmpty() ? Set.of(NONE) : names));
        }
    }

    /** A MAC is agreed on with each cipher, and used with those that do not authenticate by themselves. */
    private void addEncryption(Session session, KexProposalOption cipher, KexProposalOption mac) {
        addNegotiated(session, cipher);
        String name = session.getNegotiatedKexParameter(cipher);
        if (name.endsWith("-ctr") || name.endsWith("-cbc")) {
            addNegotiated(session, mac);
        }
    }

    private void addNegotiated(Session session, KexProposalOption option) {
        add(session.getNegotiatedKexParameter(option));
    }

    /** One is used. */
    void add(String name) {
        if (Algorithms.isLegacy(name)) {
            names.add(name);
        }
    }

    /** The connection goes through another one. */
    void addThoseOf(LegacyUse jump) {
        allowed |= jump.allowed;
        names.addAll(jump.names);
    }

    /** The names with commas; {@code none} if none is used; null if none is allowed. */
    String text() {
        return !allowed ? null : names.isEmpty() ? NONE : String.join(",", names);
    }
}
