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

/** The files of the machines that the visit's profiles lead to. Each piece of work opens them and closes them: the connection stays. */
@RequestScoped
public class RemoteFiles {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visit visit;

    /** A piece of work; paths are those of {@link RemoteNames}. */
    interface Work<T> {
        T on(FileSystem files) throws IOException;
    }

    <T> T with(String profile, Work<T> work) throws SshException {
        try (SshConnection connection = visit.connect(ssh, profile);
                FileSystem files = connection.fileSystem(RemoteNames.BYTES)) {
            return work.on(files);
        } catch (DirectoryIteratorException e) {
            throw FileErrors.answer(e.getCause());
        } catch (IOException e) {
            throw FileErrors.answer(e);
        }
    }
}
