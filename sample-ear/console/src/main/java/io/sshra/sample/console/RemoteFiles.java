package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystem;

/** Accesses the files of the profiles' machines. Each task opens and closes its file system; the connection stays open. */
@RequestScoped
public class RemoteFiles {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    /** A task on a file system in {@link RemoteNames#BYTES}. */
    interface Work<T> {
        T on(FileSystem files) throws IOException;
    }

    <T> T with(String profile, Work<T> work) throws SshException {
        try (SshConnection connection = visit.connect(ssh, BadRequests.profile(profile));
                FileSystem files = connection.fileSystem(RemoteNames.BYTES)) {
            return work.on(files);
        } catch (DirectoryIteratorException e) {
            throw FileErrors.answer(e.getCause());
        } catch (IOException e) {
            throw FileErrors.answer(e);
        }
    }
}
