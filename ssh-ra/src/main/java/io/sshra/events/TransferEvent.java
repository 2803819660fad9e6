package io.sshra.events;

import io.sshra.SshTransferResult;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A file or a tree was transferred or could not be transferred. */
@Name("io.sshra.Transfer")
@Label("Transfer")
@Description("A file or a tree was transferred or could not be transferred")
public final class TransferEvent extends SshEvent {

    @Label("Direction")
    @Description("upload or download")
    final String direction;
    @Label("Local")
    final String local;
    @Label("Remote")
    final String remote;
    @Label("Files")
    @Description("Completed files; 0 if the transfer failed")
    long files;
    @Label("Bytes")
    @DataAmount
    long bytes;

    private final transient String protocol;

    /** @param protocol sftp or scp */
    public TransferEvent(String protocol, String direction, String local, String remote) {
        this.protocol = protocol;
        this.direction = direction;
        this.local = local;
        this.remote = remote;
    }

    /** It is complete. */
    public void ended(SshTransferResult what) {
        files = what.files();
        bytes = what.bytes();
        succeeded();
    }

    @Override
    void count(Statistics statistics) {
        statistics.add(failure() == null ? Counter.TRANSFERS : Counter.TRANSFERS_FAILED);
    }

    @Override
    String spanName() {
        return protocol + " " + direction;
    }

    @Override
    void trace(TracedSpan traced) {
        traced.with("ssh.transfer.files", files).with("ssh.transfer.bytes", bytes);
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis()).add("direction", direction).add("local", local).add("remote", remote)
                .add("files", files).add("bytes", bytes);
    }
}
