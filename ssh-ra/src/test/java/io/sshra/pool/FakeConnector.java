package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.base.Clock;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.Connector;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.SftpChannel;
import io.sshra.ssh.SpareRule;
import io.sshra.ssh.StreamChannel;
import io.sshra.ssh.SudoPassword;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Connects at once, or as the test says. The command {@code whoami} prints the login of its transport. The command {@code wait} runs
 * until the test releases it or its connection ends.
 */
final class FakeConnector implements Connector {

    final List<FakeTransport> made = new CopyOnWriteArrayList<>();
    final AtomicInteger attempts = new AtomicInteger();
    private final Clock clock;
    /** Throws, blocks or does nothing before the connect. */
    volatile Behaviour behaviour = target -> { };
    /** Changes each new transport before the pool gets it. */
    volatile Consumer<FakeTransport> prepare = transport -> { };
    volatile boolean closed;
    /** Whether {@code negotiated()} fails on new connections; the pool calls it to record them. */
    volatile boolean negotiatedFails;

    interface Behaviour {
        void beforeConnect(Target target) throws SshException;
    }

    FakeConnector(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Transport connect(Target target, Duration limit, ConnectListener listener) throws SshException {
        attempts.incrementAndGet();
        behaviour.beforeConnect(target);
        FakeTransport transport = new FakeTransport(target, clock, negotiatedFails);
        prepare.accept(transport);
        made.add(transport);
        return transport;
    }

    List<FakeTransport> open() {
        return made.stream().filter(FakeTransport::isOpen).toList();
    }

    /** Refuses only this login. */
    static Behaviour refusing(String login) {
        return target -> {
            if (target.username().equals(login)) {
                throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED, "refused by the test");
            }
        };
    }

    static SshConnectException refusal() {
        return new SshConnectException(SshErrorCode.CONNECTION_REFUSED, "refused by the test");
    }

    @Override
    public void close() {
        closed = true;
        made.forEach(FakeTransport::abort);
    }

    /** An in-memory transport. */
    static final class FakeTransport implements Transport {

        final Target target;
        private final Clock clock;
        private final List<Runnable> closeActions = new ArrayList<>();
        private final List<FakeChannel> channels = new CopyOnWriteArrayList<>();
        /** Gives the exception that {@code exec} throws; null opens the channel. */
        volatile Function<SshCommand, ChannelNotOpenedException> refusal = command -> null;
        /** Runs before a channel that stays open is opened. */
        volatile Runnable beforeLasting = () -> {
            throw new UnsupportedOperationException("not needed by these tests");
        };
        volatile boolean answersProbes = true;
        volatile boolean closesAtOnce = true;
        /** Runs before a graceful close. */
        volatile Runnable beforeClose = () -> { };
        /** Runs before the channel of a command is closed. */
        volatile Runnable beforeChannelClose = () -> { };
        /** The number of commands that have started to wait. */
        final AtomicInteger waitingCommands = new AtomicInteger();
        /** What the pool says about spare channels; null before it is open. */
        volatile SpareRule spares;
        final AtomicInteger spareAdjustments = new AtomicInteger();
        private volatile boolean negotiatedFails;
        volatile long lastReceived;
        private boolean open = true;

        FakeTransport(Target target, Clock clock, boolean negotiatedFails) {
            this.target = target;
            this.negotiatedFails = negotiatedFails;
            this.clock = clock;
            this.lastReceived = clock.nanos();
        }

        @Override
        public CommandChannel exec(SshCommand command, SudoPassword sudo) {
            FakeChannel channel = new FakeChannel(this, command);
            channels.add(channel);
            return channel;
        }

        @Override
        public ProcessChannel start(SshCommand command) {
            beforeLasting.run();
            return null;
        }

        @Override
        public ProcessChannel shell(SshPty pty, Map<String, String> environment) {
            beforeLasting.run();
            return null;
        }

        @Override
        public SftpChannel sftp(Charset names) {
            beforeLasting.run();
            return null;
        }

        @Override
        public ForwardChannel forward(Forwarding forwarding) {
            beforeLasting.run();
            return null;
        }

        @Override
        public StreamChannel stream(Location destination) {
            beforeLasting.run();
            return null;
        }

        @Override
        public void keepSpares(SpareRule rule) {
            spares = rule;
        }

        @Override
        public void adjustSpares() {
            spareAdjustments.incrementAndGet();
        }

        @Override
        public boolean lacksSpares() {
            return false;
        }

        @Override
        public void makeRoom() {
            // There are none.
        }

        @Override
        public int spares() {
            return 0;
        }

        int runningCommands() {
            return channels.size();
        }

        void releaseCommands() {
            channels.forEach(channel -> channel.end.countDown());
        }

        @Override
        public void probe() {
            if (answersProbes) {
                lastReceived = clock.nanos();
            }
        }

        @Override
        public long lastReceivedNanos() {
            return lastReceived;
        }

        @Override
        public long lastChannelDataNanos() {
            return Long.MIN_VALUE / 2;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public Negotiated negotiated() {
            if (negotiatedFails) {
                negotiatedFails = false;
                throw new IllegalStateException("of the test");
            }
            return new Negotiated("fake", "fake", "SHA256:fake", "SSH-2.0-fake", null, null);
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public void onClosed(Runnable action) {
            synchronized (this) {
                if (open) {
                    closeActions.add(action);
                    return;
                }
            }
            action.run();
        }

        @Override
        public void close() {
            beforeClose.run();
            if (closesAtOnce) {
                abort();
            }
        }

        /** Loses the connection, as after a network failure. */
        @Override
        public void abort() {
            List<Runnable> actions;
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
                actions = List.copyOf(closeActions);
            }
            channels.forEach(channel -> channel.end.countDown());
            actions.forEach(Runnable::run);
        }
    }

    private static final class FakeChannel implements CommandChannel {

        private final FakeTransport transport;
        private final SshCommand command;
        final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean closed;

        FakeChannel(FakeTransport transport, SshCommand command) {
            this.transport = transport;
            this.command = command;
        }

        @Override
        public SshCommandResult await() throws ChannelNotOpenedException, SshException {
            try {
                ChannelNotOpenedException refused = transport.refusal.apply(command);
                if (refused != null) {
                    throw refused;
                }
                if (!transport.isOpen()) {
                    throw new ChannelNotOpenedException(ChannelNotOpenedException.Why.GONE, "gone", null);
                }
                boolean lost = false;
                if (command.commandLine().startsWith("wait")) {
                    transport.waitingCommands.incrementAndGet();
                    end.await();
                    lost = !closed && !transport.isOpen();
                }
                return SshCommandResult.builder().command(command.commandLine()).stdout(transport.target.username())
                        .exitCode(lost || closed ? SshCommandResult.NO_EXIT_CODE : 0).connectionLost(lost).build();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted", e);
            } finally {
                transport.channels.remove(this);
            }
        }

        @Override
        public void close() {
            transport.beforeChannelClose.run();
            // It may have been closed meanwhile. Only what ends it counts.
            if (end.getCount() > 0) {
                closed = true;
                end.countDown();
            }
        }
    }
}
