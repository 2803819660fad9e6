package io.sshra.sample.console;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** Tells open pages how long their session still lasts, so that they ask whether to go on. A page can't ask for it: its request would be a use. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ExpiryPush {

    @Inject
    private Visits visits;

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void push() {
        for (Visit visit : visits.open()) {
            Expiry.Notice notice = visit.expiry().takeNotice();
            if (notice != null) {
                visit.live().offer("expiry", notice);
            }
        }
    }
}
