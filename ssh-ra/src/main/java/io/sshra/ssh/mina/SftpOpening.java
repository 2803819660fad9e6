package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.base.NotSftpException;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;

/** Opens SFTP on a connection. */
final class SftpOpening {

    private static final int PAUSE_MILLIS = 100;

    private SftpOpening() {
    }

    /** See {@link MinaTransport#sftp}. */
    static SftpChannel of(MinaTransport transport, Target target, Charset names) throws ChannelNotOpenedException, SshException {
        MinaSftpClient kept = transport.spareChannels().takeSftp();
        if (kept != null) {
            kept.setNameDecodingCharset(names);
            transport.adjustSpares();
            return new MinaSftpChannel(transport, kept, target, true);
        }
        try {
            MinaSftpClient client = client(transport, names);
            transport.sessionOpened();
            transport.adjustSpares();
            return new MinaSftpChannel(transport, client, target, false);
        } catch (IOException | RuntimeException e) {
            if (MinaTransport.isInterrupt(e)) {
                Thread.currentThread().interrupt();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while SFTP was being opened on " + transport, e);
            }
            if (ChannelFailure.refusal(e) != null || !transport.isOpen()) {
                throw ChannelFailure.of(transport, "SFTP", e);
            }
            throw new SshException(SshErrorCode.SFTP_NOT_AVAILABLE, transport + " does not talk SFTP: " + e.getMessage(), e);
        }
    }

    /**
     * Once more, a little later and not on a spare, if the channel opens but SFTP does not begin and the server says nothing: Dropbear
     * (2022.83) closes a channel that is opened while the process of another one ends.
     */
    private static MinaSftpClient client(MinaTransport transport, Charset names) throws IOException {
        try {
            return new MinaSftpClient(transport.session(), transport.traffic(), names);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (ChannelFailure.refusal(e) != null || !transport.isOpen() || e instanceof NotSftpException failure && !failure.isSilent()) {
                throw e;
            }
            transport.spareChannels().stop();
            pause();
            return new MinaSftpClient(transport.session(), transport.traffic(), names);
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw (InterruptedIOException) new InterruptedIOException("interrupted before SFTP was asked for again").initCause(e);
        }
    }
}
