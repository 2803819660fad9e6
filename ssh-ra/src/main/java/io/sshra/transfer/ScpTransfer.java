package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One transfer of a file or a tree by SCP, for servers without SFTP. The server's {@code scp} writes files under their final names, and
 * can't be resumed. For one thread, on which the listener is called. Whoever runs the command sees to its time limit.
 */
public final class ScpTransfer {

    private final Transfer.Direction direction;
    private final Path local;
    private final String remote;
    private final SshTransferOptions options;
    private final Progress progress;

    public ScpTransfer(Transfer.Direction direction, Path local, String remote, SshTransferOptions options) {
        this.direction = direction;
        this.local = local;
        this.remote = remote;
        this.options = options;
        this.progress = new Progress(options.listener());
    }

    /** What runs a command at the server. */
    @FunctionalInterface
    public interface Commands {

        /**
         * Runs it, and the transfer on its streams.
         *
         * @throws IOException of the transfer
         */
        void run(List<String> command, Conversation transfer) throws IOException;
    }

    /** A transfer on the streams of a command. */
    @FunctionalInterface
    public interface Conversation {
        void on(InputStream in, OutputStream out) throws IOException;
    }

    /**
     * Transfers the file or tree. Blocks.
     *
     * @throws TransferCancelledException if the listener cancelled the transfer
     * @throws ClosedByInterruptException if the thread was interrupted; it stays interrupted
     * @throws IOException                if the transfer failed
     */
    public SshTransferResult run(Commands commands) throws IOException {
        long started = System.nanoTime();
        long skipped;
        try {
            skipped = direction == Transfer.Direction.UPLOAD ? upload(commands) : download(commands);
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw (IOException) new ClosedByInterruptException().initCause(e);
            }
            throw e;
        }
        return SshTransferResult.builder().files(progress.files()).skipped(skipped).bytes(progress.totalBytes())
                .duration(Duration.ofNanos(System.nanoTime() - started)).build();
    }

    private long upload(Commands commands) throws IOException {
        boolean folder = Files.isDirectory(local);
        if (!folder && !Files.isRegularFile(local)) {
            throw new FileSystemException(local.toString(), null, "is neither a file nor a directory");
        }
        int slash = remote.lastIndexOf('/');
        String name = remote.substring(slash + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new FileSystemException(remote, null, "does not end with the name of a file or folder");
        }
        // The name of a folder is sent to the folder above it: it is filled if it is there, and created if not.
        String target = !folder ? remote : slash < 0 ? "." : slash == 0 ? "/" : remote.substring(0, slash);
        List<ScpUpload> uploads = new ArrayList<>();
        commands.run(command("-t", folder, target), (in, out) -> {
            ScpUpload upload = new ScpUpload(new ScpLink(in, out, options.charset()), local, name, options, progress);
            uploads.add(upload);
            upload.run();
        });
        return uploads.get(0).skipped();
    }

    /** Devices may know no {@code -r}: a tree is asked for only if there is no such file. */
    private long download(Commands commands) throws IOException {
        List<ScpDownload> downloads = new ArrayList<>();
        Conversation receiving = (in, out) -> {
            ScpDownload download = new ScpDownload(new ScpLink(in, out, options.charset()), local, options, progress);
            downloads.add(download);
            download.run();
        };
        try {
            commands.run(command("-f", false, remote), receiving);
        } catch (ScpLink.ScpException noFile) {
            if (downloads.get(0).hasBegun()) {
                throw noFile;
            }
            try {
                commands.run(command("-f", true, remote), receiving);
            } catch (IOException e) {
                e.addSuppressed(noFile);
                throw e;
            }
        }
        return 0;
    }

    private List<String> command(String role, boolean tree, String path) {
        List<String> command = new ArrayList<>(List.of("scp"));
        if (tree) {
            command.add("-r");
        }
        if (tree && direction == Transfer.Direction.UPLOAD) {
            command.add("-d");
        }
        if (options.timesKept() || options.permissionsKept()) {
            command.add("-p");
        }
        command.add(role);
        if (path.startsWith("-")) {
            command.add("--");
        }
        command.add(path);
        return command;
    }
}
