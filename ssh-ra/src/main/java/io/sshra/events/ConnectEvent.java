package io.sshra.events;

import io.sshra.SshErrorCode;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A physical connection was made, or could not be. */
@Name("io.sshra.Connect")
@Label("Connect")
@Description("A physical connection was opened or could not be opened")
public class ConnectEvent extends SshEvent {

    @Label("Host Key")
    @Description("Fingerprint of the host key, accepted or refused; null if the connect failed for another reason")
    String hostKey;

    @Label("Legacy Algorithms")
    @Description("Legacy algorithms in use; none if they are allowed and not used; null if they are not allowed")
    String legacyAlgorithms;

    @Label("Certificate Serial")
    @Description("Serial number of the certificate that was made for the log-in; null if none was")
    String certificateSerial;

    @Label("Certificate Id")
    @Description("Key id of this certificate")
    String certificateId;

    /** A certificate was made for the log-in, at a jump host or at the target; the last one counts. */
    public final void certified(String serial, String keyId) {
        certificateSerial = serial;
        certificateId = keyId;
    }

    /**
     * The connection is open, to a host with this key.
     *
     * @param legacy the legacy algorithms in use, with commas; null if none are allowed
     */
    public final void opened(String hostKeyFingerprint, String legacy) {
        hostKey = hostKeyFingerprint;
        legacyAlgorithms = legacy;
        succeeded();
    }

    /**
     * The connect has failed.
     *
     * @param hostKeyFingerprint of the host key that was not accepted; null if it failed for another reason
     */
    public final void refused(SshErrorCode code, String hostKeyFingerprint) {
        hostKey = hostKeyFingerprint;
        failed(code);
    }

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(counter());
            statistics.took(Timing.CONNECT, nanos());
            return;
        }
        switch (failure().kind()) {
            case AUTHENTICATION -> statistics.add(Counter.AUTHENTICATIONS_REFUSED);
            case HOST_KEY -> statistics.add(Counter.HOST_KEYS_REFUSED);
            case END -> {
                // Given up because the session or the adapter has ended.
            }
            default -> statistics.add(Counter.CONNECTS_FAILED);
        }
    }

    /** The counter of successful connects. */
    Counter counter() {
        return Counter.CONNECTS;
    }

    @Override
    String spanName() {
        return "ssh connect";
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("hostKey", hostKey).add("legacyAlgorithms", legacyAlgorithms).add("certificateSerial", certificateSerial)
                .add("certificateId", certificateId);
    }
}
