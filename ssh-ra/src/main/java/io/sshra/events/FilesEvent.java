package io.sshra.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A file system over SFTP was opened or could not be opened. */
@Name("io.sshra.Files")
@Label("Files")
@Description("A file system over SFTP was opened or could not be opened")
public final class FilesEvent extends SshEvent {

    @Override
    void count(Statistics statistics) {
        if (failure() == null) {
            statistics.add(Counter.FILE_SYSTEMS);
        }
    }

    @Override
    String spanName() {
        return "sftp session";
    }

    @Override
    void describe(AuditLine line) {
        line.add("millis", millis());
    }
}
