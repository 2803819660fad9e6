package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatExtensionInfo;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatPathExtension;

/** The sizes of the file system of a file, as the server reports them by {@code statvfs@openssh.com}. */
final class SftpFileStore extends FileStore {

    private final SftpPath path;

    SftpFileStore(SftpPath path) {
        this.path = path;
    }

    private OpenSSHStatExtensionInfo stat() throws IOException {
        OpenSSHStatPathExtension extension = path.getFileSystem().client().getExtension(OpenSSHStatPathExtension.class);
        if (extension == null || !extension.isSupported()) {
            throw new UnsupportedOperationException("the server has no statvfs@openssh.com");
        }
        return SftpFailures.asking(path, () -> extension.stat(path.remote()));
    }

    @Override
    public String name() {
        return path.getFileSystem().toString();
    }

    @Override
    public String type() {
        return "sftp";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() throws IOException {
        OpenSSHStatExtensionInfo stat = stat();
        return stat.f_blocks * stat.f_frsize;
    }

    @Override
    public long getUsableSpace() throws IOException {
        OpenSSHStatExtensionInfo stat = stat();
        return stat.f_bavail * stat.f_frsize;
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        OpenSSHStatExtensionInfo stat = stat();
        return stat.f_bfree * stat.f_frsize;
    }

    @Override
    public long getBlockSize() throws IOException {
        return stat().f_frsize;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return SftpAttributeView.isSupported(type);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return SftpProvider.VIEWS.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            case "blockSize" -> getBlockSize();
            default -> throw new UnsupportedOperationException("unsupported attribute: " + attribute);
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
