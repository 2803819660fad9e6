package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A file system over SFTP was open, or could not be. */
@Name("io.sshra.Files")
@Label("Files")
@Description("A file system over SFTP was open, or could not be")
public final class FilesEvent extends SshEvent {

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.FILE_SYSTEMS);
        }
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis());
    }
}
