package io.sshra.pool.key;

import io.sshra.ssh.CallersTask;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.OnBehalfOf;
import io.sshra.ssh.PendingPrompt;

/** Passes on what happens while a connection is being made. Thread-safe. */
abstract class ConnectReports implements ConnectListener {

    private final Slot slot;
    private final LogIn logIn;
    private final ConnectionRecord record;
    private final Flight flight;

    ConnectReports(Slot slot, LogIn logIn, ConnectionRecord record, Flight flight) {
        this.slot = slot;
        this.logIn = logIn;
        this.record = record;
        this.flight = flight;
    }

    @Override
    public OnBehalfOf onBehalfOf() {
        return new OnBehalfOf(slot.key().session().user(), slot.key().session().session(), slot.key().profile());
    }

    @Override
    public void authenticating() {
        logIn.begins();
        record.authenticating();
    }

    @Override
    public void issued(IssuedCertificate certificate) {
        record.issued(certificate);
    }

    @Override
    public void needs(CallersTask<?> task) {
        flight.needs(task);
    }

    @Override
    public void asked(PendingPrompt prompt) {
        flight.ask(prompt);
    }
}
