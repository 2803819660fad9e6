package io.sshra.ssh;

import io.sshra.SshCommand;
import io.sshra.SshException;
import io.sshra.SshPty;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * One authenticated SSH connection. Used by any number of threads at once; only {@link CommandChannel#await()} blocks.
 */
public interface Transport {

    /**
     * Requests a channel on which the command runs. {@link CommandChannel#await()} returns the result or throws the refusal.
     *
     * @param sudo gives sudo its password; null if the command needs none
     */
    CommandChannel exec(SshCommand command, SudoPassword sudo);

    /**
     * Requests a channel on which the command runs, with streams for the caller. {@link ProcessChannel#awaitStarted()} reports
     * whether it runs.
     */
    ProcessChannel start(SshCommand command);

    /** The same for the user's shell on a terminal. */
    ProcessChannel shell(SshPty pty, Map<String, String> environment);

    /**
     * Forwards a port or a socket. For a remote one this blocks until the server has answered.
     *
     * @throws ChannelNotOpenedException if the connection is gone
     * @throws SshException              if the port is taken or the server refuses
     */
    ForwardChannel forward(Forwarding forwarding) throws ChannelNotOpenedException, SshException;

    /**
     * Requests a channel that the server connects to this address or socket. {@link StreamChannel#awaitOpened()} reports whether it has.
     * Blocks first while a spare channel that has its place is being opened.
     *
     * @throws SshException if the caller is interrupted
     */
    StreamChannel stream(Location destination) throws SshException;

    /**
     * Opens a channel with SFTP, or takes one that was kept. Blocks until both sides have negotiated its version.
     *
     * @param names how file names are encoded
     * @throws ChannelNotOpenedException if the server refuses the channel or the connection was lost
     * @throws SshException              if the server has no SFTP, or the caller is interrupted
     */
    SftpChannel sftp(Charset names) throws ChannelNotOpenedException, SshException;

    /**
     * Keeps spare session channels (RFC 4254 section 6.1) open from now on, as this rule says. {@link #exec}, {@link #start}, {@link #shell}
     * and {@link #sftp} take one if there is one, which saves a round trip.
     */
    void keepSpares(SpareRule rule);

    /** Opens and closes spare channels as the rule says now. Sends the requests and waits for nothing. */
    void adjustSpares();

    /** Whether {@link #adjustSpares()} may open one. */
    boolean lacksSpares();

    /** Closes an SFTP channel that nobody uses: the server has no room for another channel. No-op if a spare channel is ready. */
    void makeRoom();

    /** The number of channels that are open and not in use. */
    int spares();

    /**
     * Sends a keepalive request that wants a reply (RFC 4254 section 4). The reply, like any other packet, updates {@link
     * #lastReceivedNanos()}.
     */
    void probe();

    /** When the last packet came, in the nanoseconds of the connector's clock. */
    long lastReceivedNanos();

    /** When channel data was last received or sent, in the nanoseconds of the connector's clock. */
    long lastChannelDataNanos();

    /** Bytes of channel data received. */
    long bytesReceived();

    /** Bytes of channel data sent. */
    long bytesSent();

    /** What was negotiated. */
    Negotiated negotiated();

    /** False from the moment when {@link #close} or {@link #abort} was called or the connection died. */
    boolean isOpen();

    /** Runs the action once when the connection is closed, at once if it is. It may run on an I/O thread: it must not block. */
    void onClosed(Runnable action);

    /** Tells the server and closes. Returns at once. Running commands end as lost. */
    void close();

    /** Closes the connection without telling the server. Never blocks. */
    void abort();

    /**
     * What both sides have negotiated.
     *
     * @param keyExchange        RFC 4253 section 7
     * @param cipher             client to server
     * @param hostKeyFingerprint {@code SHA256:…}
     * @param serverVersion      RFC 4253 section 4.2
     * @param legacyAlgorithms   those in use, with commas, or {@code none}; null if the target and its jump hosts allow none
     * @param certificate        the certificate that was made for the log-in; null if there is none
     */
    record Negotiated(String keyExchange, String cipher, String hostKeyFingerprint, String serverVersion, String legacyAlgorithms,
            IssuedCertificate certificate) {

        /** Where there is no connection. */
        public static final Negotiated NOTHING = new Negotiated(null, null, null, null, null, null);
    }
}
