package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Moves a file by {@code posix-rename@openssh.com} (OpenSSH's PROTOCOL, section 4.3), which replaces the target. MINA's request has the
 * names in UTF-8, whatever the server's names are in.
 */
final class PosixRename {

    private final SftpRequests client;

    PosixRename(SftpRequests client) {
        this.client = client;
    }

    /** Whether the server announces it. */
    boolean isAnnounced() {
        OpenSSHPosixRenameExtension announced = client.getExtension(OpenSSHPosixRenameExtension.class);
        return announced != null && announced.isSupported();
    }

    /**
     * Moves it.
     *
     * @param checked whether to look if the file is gone. The request for that follows at once, which saves a round trip
     * @return false if the server announces the request and does not have it
     */
    boolean run(SftpPath source, SftpPath target, boolean checked) throws IOException {
        try {
            if (isDone(source, target, checked)) {
                return true;
            }
        } catch (SftpException refused) {
            if (refused.getStatus() == SftpConstants.SSH_FX_OP_UNSUPPORTED) {
                return false;
            }
            throw SftpFailures.explain(refused, source, target);
        }
        throw SftpFailures.notMoved(source, target);
    }

    private boolean isDone(SftpPath source, SftpPath target, boolean checked) throws IOException {
        int renaming = sent(source, target);
        int looking = checked ? look(source) : 0;
        try {
            client.checkDone(SftpConstants.SSH_FXP_EXTENDED, renaming);
        } catch (IOException | RuntimeException e) {
            if (checked) {
                client.abandon(looking);
            }
            throw e;
        }
        // A server that works on several requests at once may have looked before it moved.
        return !checked || !isThere(looking) || !isThere(look(source));
    }

    private int sent(SftpPath source, SftpPath target) throws IOException {
        Buffer request = new ByteArrayBuffer();
        request.putString("posix-rename@openssh.com");
        client.putName(request, source.remote());
        client.putName(request, target.remote());
        return client.send(SftpConstants.SSH_FXP_EXTENDED, request);
    }

    private int look(SftpPath source) throws IOException {
        Buffer request = new ByteArrayBuffer();
        client.putName(request, source.remote());
        return client.send(SftpConstants.SSH_FXP_LSTAT, request);
    }

    private boolean isThere(int looking) throws IOException {
        Buffer answer = client.receive(looking);
        return answer.rawByte(answer.rpos() + Integer.BYTES) == SftpConstants.SSH_FXP_ATTRS;
    }
}
