package io.sshra.sample.console;

import io.sshra.SshException;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Sends the state of connections to open pages every other second, and all cards if something else has changed. If pages polled for it, their
 * HTTP session would never expire.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class CardPush {

    private static final Logger LOG = System.getLogger(CardPush.class.getName());

    @Inject
    private Visits visits;

    @Inject
    private ProfileCards cards;

    /** The revision of the cards that each visit's pages have been told of. */
    private final Map<Visit, String> told = Collections.synchronizedMap(new WeakHashMap<>());

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void push() {
        visits.takeAbandoned().forEach(Visit::leave);
        for (Visit visit : visits.open()) {
            try {
                ProfileCards.Cards now = cards.of(visit);
                boolean changed = !now.revision().equals(told.put(visit, now.revision()));
                visit.live().offer("profiles", changed ? now : now.live());
            } catch (SshException e) {
                LOG.log(Level.WARNING, "Failed to send the state of the connections of " + visit.user(), e);
            }
        }
    }
}
