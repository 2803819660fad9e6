package io.sshra.ssh.mina.sftp;

import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.channel.Channel;

/** A session channel that may begin on one that was opened before anybody needed it. Opening it then sends nothing. */
public interface SpareUser extends ClientChannel, Channel {

    /**
     * The channel is open at the server, or its opening is under way. Called once, before {@link #open()}.
     *
     * @param ready whether the server has opened it
     */
    void beginsOnSpare(boolean ready);

    /** The future of a channel that has begun. Its request was sent by this thread: throws the error by which that failed. */
    static OpenFuture begun(OpenFuture opening) {
        if (opening.getException() instanceof Error failure) {
            throw failure;
        }
        return opening;
    }
}
