package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A physical connection was made, or could not be. */
@Name("io.sshra.Connect")
@Label("Connect")
@Description("A physical connection was made, or could not be")
public class Connect extends SshEvent {

    @Label("Host Key")
    @Description("Fingerprint of the host's key; null if it was not connected")
    String hostKey;

    /** It is connected now, to a host with this key. */
    public final void opened(String hostKeyFingerprint) {
        hostKey = hostKeyFingerprint;
        succeeded();
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("hostKey", hostKey);
    }
}
