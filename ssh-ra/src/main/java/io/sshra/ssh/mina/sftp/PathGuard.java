package io.sshra.ssh.mina.sftp;

import io.sshra.base.FileAccess;
import io.sshra.base.FileAccess.Need;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Checks each request of an SFTP channel before it is sent, by the real path of its file, and sends it with that path, so that a link which
 * is changed after the check does not count.
 *
 * <p>The real path is the server's answer to REALPATH, and no name of it may be a link: not all servers resolve links (MINA's does not). One
 * REALPATH and the LSTATs of all names, sent together, are two round trips for each request that has a path. A name of the real path that
 * somebody replaces between check and use can't be seen: SFTP has no request that opens a file without following links on the way.
 *
 * <p>Paths are handled as bytes, because the server reads bytes: here a character is one byte. Thread-safe.
 */
final class PathGuard {

    private static final int TO_WRITE = SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_APPEND | SftpConstants.SSH_FXF_CREAT
            | SftpConstants.SSH_FXF_TRUNC;
    /** Requests about a handle, which was checked when it was opened, and the beginning. */
    private static final Set<Integer> WITHOUT_PATH = Set.of(SftpConstants.SSH_FXP_INIT, SftpConstants.SSH_FXP_CLOSE, SftpConstants.SSH_FXP_READ,
            SftpConstants.SSH_FXP_WRITE, SftpConstants.SSH_FXP_FSTAT, SftpConstants.SSH_FXP_FSETSTAT, SftpConstants.SSH_FXP_READDIR,
            SftpConstants.SSH_FXP_REALPATH);
    private static final Set<String> EXTENSIONS_WITHOUT_PATH = Set.of("limits@openssh.com", "fsync@openssh.com", "fstatvfs@openssh.com");
    private static final int TYPE_OF_FILE = 0170000;
    private static final int LINK = 0120000;
    private static final int FOLDER = 0040000;
    /** The server does not say it. */
    private static final int UNKNOWN = -1;

    private final SftpRequests client;
    private volatile FileAccess access;

    PathGuard(SftpRequests client) {
        this.client = client;
    }

    /**
     * From now on each request is checked.
     *
     * @param allowed what the present user of the channel may do; null for everything
     */
    void restrict(FileAccess allowed) {
        access = allowed;
    }

    /**
     * Checks a request.
     *
     * @param request what follows its number
     * @return the request to send instead
     * @throws IOException if it is not allowed, or the server does not tell the real path
     */
    Buffer checked(int command, Buffer request) throws IOException {
        FileAccess allowed = access;
        return allowed == null ? request : checked(allowed, command, request);
    }

    private Buffer checked(FileAccess allowed, int command, Buffer request) throws IOException {
        if (WITHOUT_PATH.contains(command)) {
            return request;
        }
        Buffer given = new ByteArrayBuffer(request.array(), request.rpos(), request.available());
        return switch (command) {
            case SftpConstants.SSH_FXP_OPEN -> open(allowed, given);
            case SftpConstants.SSH_FXP_STAT -> one(allowed, Need.EITHER, true, given);
            case SftpConstants.SSH_FXP_LSTAT, SftpConstants.SSH_FXP_READLINK -> one(allowed, Need.EITHER, false, given);
            case SftpConstants.SSH_FXP_OPENDIR -> one(allowed, Need.READ, true, given);
            case SftpConstants.SSH_FXP_SETSTAT -> one(allowed, Need.WRITE, true, given);
            case SftpConstants.SSH_FXP_REMOVE, SftpConstants.SSH_FXP_RMDIR, SftpConstants.SSH_FXP_MKDIR -> one(allowed, Need.WRITE, false, given);
            case SftpConstants.SSH_FXP_RENAME -> rename(allowed, new ByteArrayBuffer(), given);
            case SftpConstants.SSH_FXP_EXTENDED -> extended(allowed, request, given);
            case SftpConstants.SSH_FXP_SYMLINK -> throw allowed.refusal(shown(text(given)), "a link, which another program may follow, is not created");
            default -> throw allowed.refusal("request " + command, "it can't be checked");
        };
    }

    private Buffer open(FileAccess allowed, Buffer given) throws IOException {
        String real = real(allowed, text(given), true);
        int flags = (int) given.rawUInt(given.rpos());
        if ((flags & SftpConstants.SSH_FXF_READ) != 0 || (flags & TO_WRITE) == 0) {
            allowed.check(Need.READ, shown(real));
        }
        if ((flags & TO_WRITE) != 0) {
            allowed.check(Need.WRITE, shown(real));
        }
        return put(new ByteArrayBuffer(), real, given);
    }

    private Buffer one(FileAccess allowed, Need need, boolean follows, Buffer given) throws IOException {
        String real = real(allowed, text(given), follows);
        allowed.check(need, shown(real));
        return put(new ByteArrayBuffer(), real, given);
    }

    /** A file must not become readable by being moved, and with a folder many would be moved. */
    private Buffer rename(FileAccess allowed, Buffer begun, Buffer given) throws IOException {
        String from = real(allowed, text(given), false);
        String to = real(allowed, text(given), false);
        allowed.check(Need.WRITE, shown(from));
        allowed.check(Need.WRITE, shown(to));
        if (allowed.allows(Need.READ, shown(to)) && !allowed.allows(Need.READ, shown(from))) {
            throw allowed.refusal(shown(from), "it could be read as " + shown(to));
        }
        if (kind(from, lstat(from)) == FOLDER) {
            throw allowed.refusal(shown(from), "a folder is not renamed");
        }
        putText(begun, from);
        return put(begun, to, given);
    }

    private Buffer extended(FileAccess allowed, Buffer request, Buffer given) throws IOException {
        String name = text(given);
        Buffer begun = new ByteArrayBuffer();
        putText(begun, name);
        if (EXTENSIONS_WITHOUT_PATH.contains(name)) {
            return request;
        }
        if (name.equals("posix-rename@openssh.com")) {
            return rename(allowed, begun, given);
        }
        if (name.equals("statvfs@openssh.com")) {
            String real = real(allowed, text(given), true);
            allowed.check(Need.EITHER, shown(real));
            return put(begun, real, given);
        }
        throw allowed.refusal(shown(name), "this extension can't be checked");
    }

    // ---- real paths ----

    /** @param follows whether the request follows a link of this name */
    private String real(FileAccess allowed, String given, boolean follows) throws IOException {
        String path = given.isEmpty() ? "." : given.replaceFirst("(?<=.)/+$", "");
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        boolean isFolder = name.isEmpty() || name.equals(".") || name.equals("..");
        if (follows || isFolder) {
            try {
                return withoutLinks(allowed, canonical(allowed, path), true);
            } catch (SftpException e) {
                // Some servers resolve only what exists, and the request may be to create it.
                if (isFolder || e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
                    throw e;
                }
            }
        }
        String folder = canonical(allowed, slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash));
        return withoutLinks(allowed, (folder.equals("/") ? "" : folder) + "/" + name, follows);
    }

    private String canonical(FileAccess allowed, String path) throws IOException {
        int id = send(SftpConstants.SSH_FXP_REALPATH, path);
        Buffer answer = client.receive(id);
        int type = type(answer);
        if (type != SftpConstants.SSH_FXP_NAME || answer.getUInt() != 1) {
            throw status(type, answer);
        }
        String real = text(answer);
        if (!real.startsWith("/")) {
            throw allowed.refusal(shown(path), "the server does not tell its real path");
        }
        return real;
    }

    /** @param last whether the last name must be no link either */
    private String withoutLinks(FileAccess allowed, String real, boolean last) throws IOException {
        List<String> paths = new ArrayList<>();
        for (int slash = real.indexOf('/', 1); slash > 0; slash = real.indexOf('/', slash + 1)) {
            paths.add(real.substring(0, slash));
        }
        if (last && real.length() > 1) {
            paths.add(real);
        }
        List<Integer> asked = new ArrayList<>();
        for (String path : paths) {
            asked.add(lstat(path));
        }
        int answered = 0;
        try {
            for (String path : paths) {
                if (kind(path, asked.get(answered++)) == LINK) {
                    throw allowed.refusal(shown(path), "it is a link, which the server does not resolve");
                }
            }
            return real;
        } finally {
            asked.subList(answered, asked.size()).forEach(client::abandon);
        }
    }

    private int lstat(String path) throws IOException {
        return send(SftpConstants.SSH_FXP_LSTAT, path);
    }

    /** The type of a file by the answer to LSTAT; 0 if there is none. */
    private int kind(String path, int asked) throws IOException {
        Buffer answer = client.receive(asked);
        int type = type(answer);
        if (type != SftpConstants.SSH_FXP_ATTRS) {
            SftpException refused = status(type, answer);
            if (refused.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                return 0;
            }
            throw refused;
        }
        int kind = kind(answer);
        return (kind == UNKNOWN || client.kind().lstatFollows()) && isLink(path) ? LINK : kind;
    }

    /** draft-ietf-secsh-filexfer-02 section 5. */
    private static int kind(Buffer attributes) {
        int flags = attributes.getInt();
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_PERMISSIONS) == 0) {
            return UNKNOWN;
        }
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_SIZE) != 0) {
            attributes.getLong();
        }
        if ((flags & SftpConstants.SSH_FILEXFER_ATTR_UIDGID) != 0) {
            attributes.getLong();
        }
        return attributes.getInt() & TYPE_OF_FILE;
    }

    private boolean isLink(String path) throws IOException {
        return type(client.receive(send(SftpConstants.SSH_FXP_READLINK, path))) == SftpConstants.SSH_FXP_NAME;
    }

    // ---- packets ----

    private int send(int command, String path) throws IOException {
        Buffer request = new ByteArrayBuffer();
        putText(request, path);
        return client.sendUnchecked(command, request);
    }

    /** Reads an answer up to the number of its request. */
    private static int type(Buffer answer) {
        answer.getInt();
        int type = answer.getUByte();
        answer.getInt();
        return type;
    }

    private static SftpException status(int type, Buffer answer) {
        return type == SftpConstants.SSH_FXP_STATUS ? new SftpException(answer.getInt(), "the server does not tell the real path")
                : new SftpException(SftpConstants.SSH_FX_BAD_MESSAGE, "the server's answer is malformed");
    }

    private static String text(Buffer buffer) {
        return new String(buffer.getBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void putText(Buffer buffer, String text) {
        buffer.putBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds a path and the rest of a request. */
    private static Buffer put(Buffer request, String path, Buffer rest) {
        putText(request, path);
        request.putBuffer(rest);
        return request;
    }

    /** As rules have it. */
    private static String shown(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
