package io.sshra.pool.key;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshPty;
import io.sshra.events.CommandEvent;
import io.sshra.events.ForwardingEvent;
import io.sshra.events.ProgramEvent;
import io.sshra.events.ShellEvent;
import io.sshra.events.SshEvent;
import io.sshra.events.StreamEvent;
import io.sshra.policy.Use;
import io.sshra.pool.OpenChannels;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.LastingChannel;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.StreamChannel;
import io.sshra.ssh.Transport;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Opens channels on the connection of a slot, within its budget, by {@link ChannelAttempts}. Never runs a second time what may have started.
 *
 * <p>Every use of a connection goes through {@link #onChannel}, which takes the {@link Permit} that the rules gave.
 */
public final class ChannelOpener {

    private final Slot slot;
    private final SharedResources shared;
    private final Guard guard;
    private final ChannelAttempts attempts;

    ChannelOpener(Slot slot, SharedResources shared) {
        this.slot = slot;
        this.shared = shared;
        this.guard = new Guard(slot, shared);
        this.attempts = new ChannelAttempts(slot, shared.settings().channelWait());
    }

    public SshCommandResult exec(SshCommand given, OpenChannels channels) throws SshException {
        SshCommand quoted = Arguments.quoted(given, slot.target().remoteShell());
        CommandEvent event = new CommandEvent(quoted.commandLine());
        return slot.events().recorded(event, () -> {
            Permit permit = guard.permit(Use.of(quoted, false), channels);
            SshCommand command = permit.limited(quoted);
            SshCommandResult result = onChannel(permit, channels, event, connection -> run(command, permit, connection, channels));
            event.ended(result.timedOut(), result.connectionLost(), result.exitSignal(), result.exitCode());
            slot.events().record(event);
            return result;
        });
    }

    /** Starts a process and waits until the server confirms it. Its channel is in use until it is closed. */
    public ProcessChannel start(SshCommand given, OpenChannels channels) throws SshException {
        SshCommand command = Arguments.quoted(given, slot.target().remoteShell());
        return program(new CommandEvent(command.commandLine()), Use.of(command, true), channels, permit -> connection -> {
            connection.use().commandStarted();
            try {
                return started(connection, transport -> {
                    Arguments.check(command, slot.target().remoteShell(), transport.negotiated().serverVersion());
                    CertificateScope.check(command, transport);
                    return transport.start(permit.limited(command));
                }, channels);
            } catch (ChannelNotOpenedException | SshException e) {
                notStarted(connection, e);
                throw e;
            }
        });
    }

    /** Starts the user's shell in the same way. A shell is not counted as a command. */
    public ProcessChannel shell(SshPty pty, Map<String, String> environment, OpenChannels channels) throws SshException {
        return program(new ShellEvent(), Use.shell(pty, environment), channels,
                permit -> connection -> started(connection, transport -> {
                    CertificateScope.terminal(transport);
                    return transport.shell(pty, environment);
                }, channels));
    }

    private ProcessChannel program(ProgramEvent event, Use use, OpenChannels channels, Function<Permit, ChannelAttempts.Attempt<ProcessChannel>> attempt)
            throws SshException {
        return slot.events().recorded(event, () -> {
            Permit permit = guard.permit(use, channels);
            // A command has its time limit from the permit: whoever waits for it learns that its time was over.
            ProcessChannel channel = use.kind() == Use.Kind.SHELL ? lasting(permit, channels, event, attempt.apply(permit))
                    : onChannel(permit, channels, event, attempt.apply(permit));
            slot.events().started(event);
            channel.onExit(() -> {
                Integer status = channel.exitStatus();
                event.ended(channel.timedOut(), channel.connectionLost(), channel.exitSignal(),
                        status == null ? SshCommandResult.NO_EXIT_CODE : status);
                slot.events().record(event);
            });
            return permit.output() < 0 ? channel : new LimitedProcess(channel, permit.output());
        });
    }

    /** The same for a channel that is open until it is closed, or the time of the permit is over. */
    private <C extends LastingChannel> C lasting(Permit permit, OpenChannels channels, SshEvent event, ChannelAttempts.Attempt<C> attempt) throws SshException {
        C channel = onChannel(permit, channels, event, attempt);
        if (permit.duration() != null) {
            channel.onClosed(shared.threads().after(permit.duration(), channel::close));
        }
        return channel;
    }

    /**
     * Makes the attempt. If the handle closes meanwhile, that is why it fails, whatever becomes of the connection.
     *
     * @param permit not null: the rules allow it
     */
    private <T> T onChannel(Permit permit, OpenChannels channels, SshEvent event, ChannelAttempts.Attempt<T> attempt) throws SshException {
        Objects.requireNonNull(permit);
        try {
            return attempts.make(channels, event, attempt);
        } catch (SshException e) {
            if (e.nothingRan()) {
                guard.notUsed(permit.approval());
            }
            boolean ended = e instanceof SshConnectionClosedException || e instanceof SshConnectionLostException;
            throw ended && channels.isClosed() ? channels.handleClosed() : e;
        }
    }

    private SshCommandResult run(SshCommand command, Permit permit, PhysicalConnection connection, OpenChannels channels)
            throws ChannelNotOpenedException, SshException {
        connection.use().commandStarted();
        CommandChannel channel = null;
        try {
            Arguments.check(command, slot.target().remoteShell(), connection.transport().negotiated().serverVersion());
            CertificateScope.check(command, connection.transport());
            // Only what a person has approved gets the password.
            channel = connection.transport().exec(command, permit.approval() == null ? null : Arguments.sudo(command, slot.target()));
            channels.add(channel);
            return channel.await();
        } catch (ChannelNotOpenedException | SshException e) {
            notStarted(connection, e);
            throw e;
        } finally {
            channels.remove(channel);
            connection.use().end();
        }
    }

    /** A command that was not sent is not counted. */
    private static void notStarted(PhysicalConnection connection, Exception why) {
        if (!(why instanceof SshException failure) || failure instanceof SshInputException || failure.code() == SshErrorCode.NOT_IN_CERTIFICATE) {
            connection.use().commandNotStarted();
        }
    }

    /** Opens SFTP for the operation of the event, which the caller records. The server may just be closing it, if it was kept. */
    public SftpChannel sftp(Charset names, OpenChannels channels, SshEvent event) throws SshException {
        Permit permit = guard.permitFiles(channels);
        // The user of an approval can't begin again: that would take another one.
        return sftp(names, channels, event, permit, permit.approval() != null);
    }

    /** The same for a user who can't begin again on another channel. */
    public SftpChannel confirmedSftp(Charset names, OpenChannels channels, SshEvent event) throws SshException {
        return sftp(names, channels, event, guard.permitFiles(channels), true);
    }

    private SftpChannel sftp(Charset names, OpenChannels channels, SshEvent event, Permit permit, boolean confirmed) throws SshException {
        return lasting(permit, channels, event, connection -> {
            SftpChannel sftp = opened(connection, transport -> transport.sftp(names), channels);
            sftp.restrict(permit.files());
            if (confirmed) {
                sftp.confirm();
            }
            return sftp;
        });
    }

    /** Opens a forwarding. */
    public ForwardChannel forward(Forwarding forwarding, OpenChannels channels) throws SshException {
        ForwardingEvent event = new ForwardingEvent(forwarding.kind().name().toLowerCase(Locale.ROOT),
                forwarding.bind().toString(), forwarding.to() == null ? null : forwarding.to().toString());
        return slot.events().recorded(event, () -> {
            checkForwarding("the forwarding " + forwarding);
            ForwardChannel channel = lasting(guard.permit(forwarding, channels), channels, event,
                    connection -> opened(connection, transport -> {
                        CertificateScope.forwarding(transport);
                        return transport.forward(forwarding);
                    }, channels));
            event.listens(channel.location().toString());
            slot.events().started(event);
            channel.onClosed(() -> {
                ForwardChannel.Figures figures = channel.figures();
                event.ended(figures.connected(), figures.refused(), figures.received(), figures.sent());
                slot.events().record(event);
            });
            return channel;
        });
    }

    /** Opens a stream, and waits until the server has connected it. */
    public StreamChannel stream(Location destination, OpenChannels channels) throws SshException {
        StreamEvent event = new StreamEvent(destination.toString());
        return slot.events().recorded(event, () -> {
            checkForwarding("a stream to " + destination);
            StreamChannel stream = lasting(guard.permit(destination, channels), channels, event, connection -> {
                StreamChannel channel = opened(connection, transport -> {
                    CertificateScope.forwarding(transport);
                    return transport.stream(destination);
                }, channels);
                channel.awaitOpened();
                return channel;
            });
            slot.events().started(event);
            stream.onClosed(() -> {
                event.ended(stream.connectionLost(), stream.bytesReceived(), stream.bytesSent());
                slot.events().record(event);
            });
            return stream;
        });
    }

    private void checkForwarding(String what) throws SshException {
        if (!slot.target().allowForwarding()) {
            throw new SshException(SshErrorCode.FORWARDING_NOT_ALLOWED, slot + " does not allow " + what);
        }
    }

    /** Opens one kind of channel. */
    private interface Opening<C extends LastingChannel> {
        C on(Transport transport) throws ChannelNotOpenedException, SshException;
    }

    /** Opens a channel that is in use until it is closed. */
    private static <C extends LastingChannel> C opened(PhysicalConnection connection, Opening<C> opening,
            OpenChannels channels) throws ChannelNotOpenedException, SshException {
        C channel;
        try {
            channel = opening.on(connection.transport());
        } catch (ChannelNotOpenedException | SshException | RuntimeException | Error e) {
            connection.use().end();
            throw e;
        }
        channel.onClosed(() -> {
            channels.remove(channel);
            connection.use().end();
        });
        channels.add(channel);
        return channel;
    }

    private static ProcessChannel started(PhysicalConnection connection, Opening<ProcessChannel> opening,
            OpenChannels channels) throws ChannelNotOpenedException, SshException {
        ProcessChannel channel = opened(connection, opening, channels);
        channel.awaitStarted();
        return channel;
    }
}
