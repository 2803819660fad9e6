package io.sshra.ssh.mina.sftp;

import io.sshra.base.MoveOption;
import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;

/** Copies and moves within one remote file system, as {@link Files} specifies them. */
final class SftpCopies {

    private final SftpProvider provider;

    SftpCopies(SftpProvider provider) {
        this.provider = provider;
    }

    /** Copies through this machine, because version 3 has no request for it. */
    void copy(SftpPath source, SftpPath target, List<CopyOption> options) throws IOException {
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new UnsupportedOperationException("ATOMIC_MOVE for copying");
        }
        LinkOption[] links = options.contains(LinkOption.NOFOLLOW_LINKS) ? SftpProvider.NO_LINKS : new LinkOption[0];
        PosixFileAttributes attributes = provider.readAttributes(source, PosixFileAttributes.class, links);
        if (provider.isThere(target)) {
            // A link at the target counts as existing, even if it leads nowhere.
            if (source.equals(target) || !attributes.isSymbolicLink() && !Files.isSymbolicLink(target) && provider.isSameFile(source, target)) {
                return;
            }
            if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            provider.delete(target);
        }
        if (attributes.isSymbolicLink()) {
            provider.createSymbolicLink(target, provider.readSymbolicLink(source));
            return;
        }
        if (attributes.isDirectory()) {
            provider.createDirectory(target);
        } else {
            // Both files are closed within one clean-up time.
            TimeLimit.current().run(() -> copyContent(source, target));
        }
        if (options.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            SftpAttributeView view = new SftpAttributeView(target);
            view.setPermissions(attributes.permissions());
            view.setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
        }
    }

    private void copyContent(SftpPath source, SftpPath target) throws IOException {
        try (InputStream in = provider.newInputStream(source);
                OutputStream out = provider.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            in.transferTo(out);
        }
    }

    /** At once by {@code posix-rename@openssh.com}, where the server has it. */
    void move(SftpPath source, SftpPath target, List<CopyOption> options) throws IOException {
        boolean atomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
        boolean replace = options.contains(StandardCopyOption.REPLACE_EXISTING);
        boolean checked = options.contains(MoveOption.CHECKED);
        SftpRequests client = source.getFileSystem().client();
        PosixRename posix = new PosixRename(client);
        if ((atomic || replace) && posix.isAnnounced()) {
            if (!atomic && provider.isThere(target) && Files.isDirectory(target, SftpProvider.NO_LINKS) && !source.equals(target)) {
                // rename(2) does not replace a folder by a file.
                provider.delete(target);
            }
            if (SftpFailures.asking(source, () -> posix.run(source, target, checked))) {
                return;
            }
        }
        boolean there = provider.isThere(target);
        if (there && source.equals(target)) {
            return;
        }
        if (there && atomic) {
            throw new AtomicMoveNotSupportedException(source.toString(), target.toString(),
                    "the server has no posix-rename@openssh.com, and the target exists");
        }
        if (there && !replace) {
            throw new FileAlreadyExistsException(target.toString());
        }
        provider.readAttributes(source, BasicFileAttributes.class, SftpProvider.NO_LINKS);
        if (there) {
            provider.delete(target);
        }
        // Servers that follow the draft fail if the target exists.
        SftpFailures.doing(source, target, () -> client.rename(source.remote(), target.remote()));
        if (checked && provider.isThere(source)) {
            throw SftpFailures.notMoved(source, target);
        }
    }
}
