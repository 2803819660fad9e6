package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The download of one file by a browser, which can resume an interrupted one. */
final class Download implements Transfer.ToBrowser {

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final String path;
    private final Version version;
    private final TransferState state;

    /** Identifies the content of a file, as far as SFTP can. */
    private record Version(long size, long modifiedMillis) {

        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.size(), attributes.lastModifiedTime().toMillis());
        }
    }

    Download(Visit visit, SshConnectionFactory ssh, String profile, Path file) throws IOException {
        this.visit = visit;
        this.ssh = ssh;
        this.path = RemoteNames.encoded(file.toString());
        this.version = Version.of(file);
        this.state = new TransferState(visit.live(),
                new TransferState.Subject("download", path.substring(path.lastIndexOf('/') + 1), profile, path, null, null), version.size());
    }

    @Override
    public TransferState state() {
        return state;
    }

    /** The browser compares it to see whether the content is the same. */
    private String entityTag() {
        return "\"" + version.size() + "-" + version.modifiedMillis() + "\"";
    }

    @Override
    public Response response(String wanted, String known) {
        ByteRange range = known == null || known.equals(entityTag()) ? ByteRange.of(wanted, version.size()) : null;
        if (range != null && range.length() == 0) {
            return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE).header("Content-Range", range.contentRange(version.size())).build();
        }
        ByteRange sent = range == null ? new ByteRange(0, version.size()) : range;
        Response.ResponseBuilder response = Response.status(range == null ? Response.Status.OK : Response.Status.PARTIAL_CONTENT)
                .type(MediaType.APPLICATION_OCTET_STREAM).header(HttpHeaders.CONTENT_LENGTH, sent.length()).header(HttpHeaders.ETAG, entityTag())
                .header("Accept-Ranges", "bytes").header(HttpHeaders.CONTENT_DISPOSITION, disposition(path))
                .entity((StreamingOutput) out -> send(sent, out));
        return range == null ? response.build() : response.header("Content-Range", range.contentRange(version.size())).build();
    }

    /** The header with the file's name as RFC 8187 encodes it. */
    static String disposition(String path) {
        String name = RemoteNames.text(RemoteNames.decoded(path.substring(path.lastIndexOf('/') + 1)));
        return "attachment; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    /** Sends a part of the file. If reading fails, the browser gets fewer bytes than announced and so detects the failure. */
    private void send(ByteRange range, OutputStream out) {
        state.send(visit, ssh, range.first(),
                files -> send(RemoteNames.path(files, path), range, new Browser(Channels.newChannel(new BrowserOutput(out)))));
    }

    private void send(Path file, ByteRange range, Browser browser) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (!Version.of(file).equals(version) || channel.transferTo(range.first(), range.length(), browser) < range.length()) {
                throw new FileSystemException(file.toString(), null, "the file has changed since the download began");
            }
        }
    }

    /** Writes to the browser, as fast as it reads. */
    private final class Browser implements WritableByteChannel {

        private final WritableByteChannel out;

        Browser(WritableByteChannel out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = out.write(bytes);
            if (!state.went(count)) {
                throw new ClosedChannelException();
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
