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

/**
 * Sends the state of connections to open pages every other second. If pages polled for it, their HTTP session would never expire.
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

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void push() {
        visits.takeAbandoned().forEach(Visit::leave);
        for (Visit visit : visits.open()) {
            try {
                visit.live().offer("profiles", cards.of(visit));
            } catch (SshException e) {
                LOG.log(Level.WARNING, "Failed to send the state of the connections of " + visit.user(), e);
            }
        }
    }
}
