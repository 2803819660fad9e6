package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;

/** The download of files and folders as one {@link Archive}. It has no size before its end, and can't be resumed. */
final class ArchiveDownload implements Transfer.ToBrowser {

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final String folder;
    private final List<String> names;
    private final TransferState state;

    /** @param names of the files and folders in this folder */
    ArchiveDownload(Visit visit, SshConnectionFactory ssh, String profile, String folder, List<String> names) {
        this.visit = visit;
        this.ssh = ssh;
        this.folder = folder;
        this.names = names;
        this.state = new TransferState(visit.live(), new TransferState.Subject("archive", name(folder, names), profile, folder, null, null),
                TransferState.UNKNOWN);
    }

    /** Named after the one entry, or the folder that they are in. */
    private static String name(String folder, List<String> names) {
        String in = folder.substring(folder.lastIndexOf('/') + 1);
        return (names.size() == 1 ? names.get(0) : in.isEmpty() ? "files" : in) + ".zip";
    }

    @Override
    public TransferState state() {
        return state;
    }

    @Override
    public Response response(String range, String known) {
        return Response.ok((StreamingOutput) this::send, "application/zip")
                .header(HttpHeaders.CONTENT_DISPOSITION, Download.disposition(state.view().subject().name())).build();
    }

    private void send(OutputStream out) {
        state.send(visit, ssh, 0, files -> send(files, new BrowserOutput(out)));
    }

    private void send(FileSystem files, OutputStream out) throws IOException {
        Path in = RemoteNames.path(files, folder);
        Archive archive = new Archive(out, in, (bytes, count, leftOut) -> {
            if (!state.at(bytes, count, leftOut)) {
                throw new ClosedChannelException();
            }
        });
        for (String name : names) {
            archive.add(RemoteNames.child(in, name));
        }
        archive.finish();
    }
}
