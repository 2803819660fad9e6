package org.example.tasks;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.nio.file.Path;
import java.time.Duration;

/** Uploads a folder every night. The system properties {@code reports.folder} and {@code reports.target} say from where to where. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // It may take longer than a transaction.
public class NightlyUpload {

    private static final System.Logger LOG = System.getLogger(NightlyUpload.class.getName());
    private static final SshTransferOptions OPTIONS = SshTransferOptions.defaults().withTimes().withResume().withTimeout(Duration.ofHours(1));

    @Resource(lookup = "java:/eis/ssh")
    SshConnectionFactory ssh;

    @Schedule(hour = "2", persistent = false)
    void upload() {
        upload(Path.of(System.getProperty("reports.folder", "/srv/reports")), System.getProperty("reports.target", "/srv/reports"));
    }

    void upload(Path folder, String target) {
        // A job has no caller: its name is the user. Each run is a session.
        try (SshConnection connection = ssh.getConnection(SshConnectionSpec.of("nightly-upload", "run", "demo"))) {
            SshTransferResult result = connection.upload(folder, target, OPTIONS);
            LOG.log(System.Logger.Level.INFO, "Uploaded {0} files, {1} bytes", result.files(), result.bytes());
        } catch (SshException e) {
            LOG.log(System.Logger.Level.ERROR, "Not everything was uploaded. The next run tries again", e);
        } finally {
            ssh.sessions().closeSession("nightly-upload", "run");
        }
    }
}
