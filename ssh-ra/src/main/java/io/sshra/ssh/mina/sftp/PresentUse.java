package io.sshra.ssh.mina.sftp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * What the present user of an SFTP channel has requested, and whether the server has answered. A channel has one user after the other.
 * For any number of threads.
 */
final class PresentUse {

    private static final int TO_CHANGE = SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_APPEND | SftpConstants.SSH_FXF_CREAT
            | SftpConstants.SSH_FXF_TRUNC;
    private static final int TO_CREATE = SftpConstants.SSH_FXF_CREAT | SftpConstants.SSH_FXF_EXCL;

    /** The numbers of requests that may change files and are not answered. */
    private final Set<Integer> changing = ConcurrentHashMap.newKeySet();
    private volatile int first;
    /** The number of the latest request; they are sent one after the other. */
    private volatile int last;
    private volatile boolean answered;
    private volatile boolean changed;

    /** Another user begins: the one before has left the channel quiet. */
    void begins() {
        first = last + 1;
        answered = false;
        changed = false;
    }

    /** @param request what follows its number */
    void sends(int command, int id, Buffer request) {
        last = id;
        switch (command) {
            case SftpConstants.SSH_FXP_OPEN -> {
                int flags = flags(request);
                if ((flags & TO_CHANGE) != 0) {
                    changing.add(id);
                    change((flags & TO_CREATE) != TO_CREATE);
                }
            }
            case SftpConstants.SSH_FXP_STAT, SftpConstants.SSH_FXP_LSTAT, SftpConstants.SSH_FXP_FSTAT, SftpConstants.SSH_FXP_READ,
                    SftpConstants.SSH_FXP_OPENDIR, SftpConstants.SSH_FXP_READDIR, SftpConstants.SSH_FXP_CLOSE,
                    SftpConstants.SSH_FXP_REALPATH, SftpConstants.SSH_FXP_READLINK -> {
                // They change nothing.
            }
            default -> {
                changing.add(id);
                change(command != SftpConstants.SSH_FXP_MKDIR);
            }
        }
    }

    private void change(boolean ofWhatIsThere) {
        if (ofWhatIsThere) {
            changed = true;
        }
    }

    /** After the name (draft-ietf-secsh-filexfer-02 section 6.3). */
    private static int flags(Buffer open) {
        return (int) open.rawUInt(open.rpos() + Integer.BYTES + (int) open.rawUInt(open.rpos()));
    }

    void notSent(int id) {
        changing.remove(id);
    }

    void answered(int id) {
        changing.remove(id);
        if (id - first >= 0) {
            answered = true;
        }
    }

    /** Whether the server has answered all requests that may change files. */
    boolean isSettled() {
        return changing.isEmpty();
    }

    /** Whether nothing was answered, and nothing was requested that changes files, but for the creation of new files and folders. */
    boolean isUntouched() {
        return !answered && !changed;
    }
}
