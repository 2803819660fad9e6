package io.sshra.ssh.mina.sftp;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.sftp.client.SftpClient;

/** The attributes that the server reported for a file at one moment. A missing attribute is zero, 1970, or no permission. */
record SftpAttributes(int mode, long size, FileTime lastModifiedTime, FileTime lastAccessTime, Id owner, Id group)
        implements PosixFileAttributes {

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final FileTime UNKNOWN = FileTime.from(Instant.EPOCH);
    /** In the order of the bits, lowest first. */
    private static final PosixFilePermission[] PERMISSIONS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ};

    /**
     * The number of a user or group.
     *
     * @param shown the name that the server wrote in a listing, for people; null if it wrote none
     */
    record Id(int number, String shown) implements GroupPrincipal {

        Id(int number) {
            this(number, null);
        }

        @Override
        public String getName() {
            return Integer.toUnsignedString(number);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Id that && number == that.number;
        }

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public String toString() {
            return shown == null ? getName() : shown;
        }
    }

    static SftpAttributes of(SftpClient.Attributes said) {
        return new SftpAttributes(said.getPermissions(), said.getSize(),
                said.getModifyTime() == null ? UNKNOWN : said.getModifyTime(),
                said.getAccessTime() == null ? UNKNOWN : said.getAccessTime(), new Id(said.getUserId()),
                new Id(said.getGroupId()));
    }

    /** The same attributes with the names of owner and group, if the server has written them in this line of a listing. */
    SftpAttributes named(String line) {
        LongName names = LongName.of(line, size);
        return names == null ? this : new SftpAttributes(mode, size, lastModifiedTime, lastAccessTime, new Id(owner.number(), names.owner()),
                new Id(group.number(), names.group()));
    }

    /** Whether the server reported the type of the file. */
    boolean hasType() {
        return (mode & TYPE) != 0;
    }

    /** The same attributes with a type that was determined in another way. */
    SftpAttributes of(boolean directory) {
        return new SftpAttributes(mode | (directory ? DIRECTORY : REGULAR), size, lastModifiedTime, lastAccessTime, owner, group);
    }

    /** The same, of a link that leads to what the server has told of. */
    SftpAttributes ofLink() {
        return new SftpAttributes(mode & ~TYPE | LINK, size, lastModifiedTime, lastAccessTime, owner, group);
    }

    /** The nine bits of permissions. */
    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (int bit = 0; bit < PERMISSIONS.length; bit++) {
            mode |= permissions.contains(PERMISSIONS[bit]) ? 1 << bit : 0;
        }
        return mode;
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < PERMISSIONS.length; bit++) {
            if ((mode & 1 << bit) != 0) {
                permissions.add(PERMISSIONS[bit]);
            }
        }
        return permissions;
    }

    /** SFTP has no creation time: returns the time of last modification. */
    @Override
    public FileTime creationTime() {
        return lastModifiedTime;
    }

    @Override
    public boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    @Override
    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return (mode & TYPE) == LINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    /** SFTP has no file keys. */
    @Override
    public Object fileKey() {
        return null;
    }
}
