package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of a server on one SFTP channel. Open until it is closed or the channel ends. Thread-safe: the requests of all
 * threads share the channel.
 */
public final class SftpFileSystem extends FileSystem {

    private final SftpRequests client;
    private final String authority;
    private final Runnable closing;
    private final SftpProvider provider = new SftpProvider(this);
    private volatile boolean closed;
    private volatile String startFolder;

    /**
     * @param authority {@code user@host:port}, for names
     * @param closing   closes it by {@link #end()}; run when it is to be closed, which may be more than once
     */
    SftpFileSystem(SftpRequests client, String authority, Runnable closing) {
        this.client = client;
        this.authority = authority;
        this.closing = closing;
    }

    /** @throws ClosedFileSystemException if this file system was closed */
    SftpRequests client() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
        return client;
    }

    /** Where relative paths start. Asks the server once. */
    SftpPath startFolder() {
        return SftpPath.answered(this, nameOfStartFolder());
    }

    /** Asks the server once. Only needed for names that begin with a drive letter. */
    Drives drives() {
        return Drives.of(nameOfStartFolder());
    }

    /** @throws UncheckedIOException if the server does not tell */
    String nameOfStartFolder() {
        String found = startFolder;
        if (found == null) {
            try {
                found = client().canonicalPath(".");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            startFolder = found;
        }
        return found;
    }

    /** Asks the server once. */
    RequestSizes requestSizes() throws IOException {
        return client().requestSizes();
    }

    /** Nothing is begun on it any more. */
    void end() {
        closed = true;
    }

    URI uri(String path) {
        try {
            return new URI("sftp", authority, path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SftpProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        closing.run();
    }

    @Override
    public boolean isOpen() {
        return !closed && client.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new SftpFileStore(SftpPath.parse(this, "/")));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return SftpProvider.VIEWS;
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            text.append(text.isEmpty() || part.isEmpty() ? "" : "/").append(part);
        }
        return SftpPath.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("no syntax: " + syntaxAndPattern);
        }
        String text = syntaxAndPattern.substring(colon + 1);
        Pattern pattern = switch (syntaxAndPattern.substring(0, colon).toLowerCase(java.util.Locale.ROOT)) {
            case "glob" -> Glob.pattern(text);
            case "regex" -> Pattern.compile(text);
            default -> throw new UnsupportedOperationException("neither glob nor regex: " + syntaxAndPattern);
        };
        return path -> pattern.matcher(path.toString()).matches();
    }

    /** Accepts numbers only: SFTP has no names of users and groups. */
    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new UserPrincipalLookupService() {
            @Override
            public UserPrincipal lookupPrincipalByName(String name) throws IOException {
                return lookupPrincipalByGroupName(name);
            }

            @Override
            public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
                try {
                    return new SftpAttributes.Id(Integer.parseUnsignedInt(group));
                } catch (NumberFormatException e) {
                    throw new UserPrincipalNotFoundException(group);
                }
            }
        };
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("SFTP does not report changes");
    }

    /** {@code sftp://user@host:port}. */
    @Override
    public String toString() {
        return "sftp://" + authority;
    }
}
