package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and folders that go from one machine to another through this server. The machines need no connection to each other. Runs without the page
 * that has started it.
 */
final class MachineCopy implements Transfer, Runnable {

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final TransferState.Subject subject;
    private final List<String> names;
    private final TransferState state;
    /** What the entries before the current one have transferred. Only for the thread that runs this. */
    private long bytes;
    private long files;

    /**
     * @param names of the files and folders in the subject's folder
     * @param size  of all of them; {@link TransferState#UNKNOWN} if a folder is among them
     */
    MachineCopy(Visit visit, SshConnectionFactory ssh, TransferState.Subject subject, List<String> names, long size) {
        this.visit = visit;
        this.ssh = ssh;
        this.subject = subject;
        this.names = names;
        this.state = new TransferState(visit.live(), subject, size);
    }

    @Override
    public TransferState state() {
        return state;
    }

    @Override
    public void run() {
        try (SshConnection from = visit.connect(ssh, subject.profile());
                FileSystem source = from.fileSystem(RemoteNames.BYTES);
                SshConnection to = visit.connect(ssh, subject.toProfile())) {
            if (state.begin(0, source)) {
                for (String name : names) {
                    copy(RemoteNames.child(RemoteNames.path(source, subject.path()), name), to);
                }
                state.complete();
            }
        } catch (SshException e) {
            state.failed(SshErrors.error(e));
        } catch (IOException e) {
            state.failed(FileErrors.error(e));
        } catch (RuntimeException e) {
            state.failed(FileErrors.error(new IOException(e)));
            throw e;
        }
    }

    /** Each file is there completely or not at all. One that was there is replaced: the page has asked before. */
    private void copy(Path source, SshConnection to) throws SshException {
        String target = RemoteNames.decoded(subject.toPath()).replaceFirst("/*$", "/") + source.getFileName();
        SshTransferResult copied = to.upload(source, target, SshTransferOptions.defaults().withCharset(RemoteNames.BYTES).withPermissions().withTimes()
                .withListener(progress -> state.at(bytes + progress.totalBytes(), files + progress.files(), 0)));
        bytes += copied.bytes();
        files += copied.files();
        state.at(bytes, files, 0);
    }
}
