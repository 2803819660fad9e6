package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Reads and sets the attributes that SFTP has: the views "basic", "owner" and "posix" in one. */
final class SftpAttributeView implements PosixFileAttributeView {

    private static final List<String> BASIC = List.of("lastModifiedTime", "lastAccessTime", "creationTime", "size",
            "isRegularFile", "isDirectory", "isSymbolicLink", "isOther", "fileKey");
    private static final List<String> OWNER = List.of("owner");
    private static final List<String> POSIX_ONLY = List.of("permissions", "owner", "group");

    /** Times are unsigned numbers of 32 bits (draft-ietf-secsh-filexfer-02 section 5). */
    private static final long LATEST = 0xFFFF_FFFFL;

    private final SftpPath path;
    private final boolean followLinks;

    SftpAttributeView(SftpPath path, LinkOption... options) {
        this.path = path;
        this.followLinks = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isSupported(Class<? extends FileAttributeView> type) {
        return type == BasicFileAttributeView.class || type == PosixFileAttributeView.class
                || type == FileOwnerAttributeView.class;
    }

    /** The posix view, which includes the others. */
    @Override
    public String name() {
        return "posix";
    }

    @Override
    public SftpAttributes readAttributes() throws IOException {
        SftpAttributes listed = path.takeListed();
        if (listed != null && !(followLinks && listed.isSymbolicLink())) {
            return listed;
        }
        return SftpFailures.asking(path, () -> {
            SftpRequests client = path.getFileSystem().client();
            SftpAttributes said = SftpAttributes.of(followLinks ? client.stat(path.remote()) : client.lstat(path.remote()));
            if (!followLinks && client.kind().lstatFollows() && isLink(client)) {
                return said.ofLink();
            }
            return said.hasType() ? said : said.of(isDirectory(client));
        });
    }

    private boolean isLink(SftpClient client) throws IOException {
        try {
            client.readLink(path.remote());
            return true;
        } catch (SftpException refused) {
            return false;
        }
    }

    /** Where the server does not say of what kind a file is: one that can be listed is a folder. */
    private boolean isDirectory(SftpClient client) throws IOException {
        try {
            client.openDir(path.remote()).close();
            return true;
        } catch (SftpException refused) {
            return false;
        }
    }

    // ---- by name ----

    /** @param names as in {@link java.nio.file.Files#readAttributes(java.nio.file.Path, String, LinkOption...)} */
    Map<String, Object> read(String names) throws IOException {
        int colon = names.indexOf(':');
        String view = colon < 0 ? "basic" : names.substring(0, colon);
        List<String> known = switch (view) {
            case "basic" -> BASIC;
            case "owner" -> OWNER;
            case "posix" -> concat(BASIC, POSIX_ONLY);
            default -> throw new UnsupportedOperationException("unsupported view: " + view);
        };
        SftpAttributes attributes = readAttributes();
        Map<String, Object> found = new LinkedHashMap<>();
        for (String name : names.substring(colon + 1).split(",")) {
            if (name.equals("*")) {
                known.forEach(each -> found.put(each, value(attributes, each)));
            } else if (known.contains(name)) {
                found.put(name, value(attributes, name));
            } else {
                throw new IllegalArgumentException("the view " + view + " has no attribute " + name);
            }
        }
        return found;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Object value(SftpAttributes attributes, String name) {
        return switch (name) {
            case "lastModifiedTime" -> attributes.lastModifiedTime();
            case "lastAccessTime" -> attributes.lastAccessTime();
            case "creationTime" -> attributes.creationTime();
            case "size" -> attributes.size();
            case "isRegularFile" -> attributes.isRegularFile();
            case "isDirectory" -> attributes.isDirectory();
            case "isSymbolicLink" -> attributes.isSymbolicLink();
            case "isOther" -> attributes.isOther();
            case "permissions" -> attributes.permissions();
            case "owner" -> attributes.owner();
            case "group" -> attributes.group();
            default -> null;
        };
    }

    /** @param name with or without the name of its view */
    @SuppressWarnings("unchecked")
    void set(String name, Object value) throws IOException {
        switch (name.substring(name.indexOf(':') + 1)) {
            case "lastModifiedTime" -> setTimes((FileTime) value, null, null);
            case "lastAccessTime" -> setTimes(null, (FileTime) value, null);
            case "permissions" -> setPermissions((Set<PosixFilePermission>) value);
            case "owner" -> setOwner((UserPrincipal) value);
            case "group" -> setGroup((GroupPrincipal) value);
            default -> throw new UnsupportedOperationException("SFTP can't set " + name);
        }
    }

    // ---- setting ----

    /** SFTP sets both times at once, so a time that is not given is read first. SFTP has no creation time. */
    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
        if (modified == null && accessed == null) {
            return;
        }
        for (FileTime time : Arrays.asList(modified, accessed)) {
            if (time != null && (time.to(TimeUnit.SECONDS) < 0 || time.to(TimeUnit.SECONDS) > LATEST)) {
                throw new FileSystemException(path.toString(), null, "SFTP version 3 has times from 1970 to 2106 only: " + time);
            }
        }
        SftpAttributes now = modified == null || accessed == null ? readAttributes() : null;
        long modifiedSeconds = (modified == null ? now.lastModifiedTime() : modified).to(TimeUnit.SECONDS);
        long accessedSeconds = (accessed == null ? now.lastAccessTime() : accessed).to(TimeUnit.SECONDS);
        set(() -> requestTimes(path.getFileSystem().client(), accessedSeconds, modifiedSeconds));
    }

    /** Both in seconds since 1970, 0 to 0xFFFFFFFF: MINA's own request takes only those up to 2038. */
    private void requestTimes(SftpRequests client, long accessed, long modified) throws IOException {
        Buffer request = new ByteArrayBuffer();
        client.putName(request, path.remote());
        request.putUInt(SftpConstants.SSH_FILEXFER_ATTR_ACMODTIME);
        request.putUInt(accessed);
        request.putUInt(modified);
        client.checkDone(SftpConstants.SSH_FXP_SETSTAT, client.send(SftpConstants.SSH_FXP_SETSTAT, request));
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        set(new SftpClient.Attributes().perms(SftpAttributes.mode(permissions)));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        set(new SftpClient.Attributes().owner(number(owner), readAttributes().group().number()));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        set(new SftpClient.Attributes().owner(readAttributes().owner().number(), number(group)));
    }

    private static int number(UserPrincipal principal) {
        if (principal instanceof SftpAttributes.Id id) {
            return id.number();
        }
        throw new java.nio.file.ProviderMismatchException(principal + " was not looked up in this file system");
    }

    private void set(SftpClient.Attributes attributes) throws IOException {
        set(() -> path.getFileSystem().client().setStat(path.remote(), attributes));
    }

    private void set(SftpFailures.Action request) throws IOException {
        if (!followLinks && readAttributes().isSymbolicLink()) {
            throw new FileSystemException(path.toString(), null, "SFTP can't set the attributes of a symbolic link");
        }
        path.takeListed();
        SftpFailures.doing(path, null, request);
    }
}
