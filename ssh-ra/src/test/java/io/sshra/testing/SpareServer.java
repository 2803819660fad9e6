package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An embedded server that knows its channels, treats requests as the test says, and counts how often each command has run. Its commands end
 * at once; those that begin with "hold" end when the test releases them.
 */
public final class SpareServer {

    /** What becomes of requests of SFTP. */
    public enum Files {
        /** They are done. */
        SERVED,
        /** The channel is closed instead. */
        CLOSE_UNDONE,
        /** A request to create a file is done, and then the channel is closed. */
        CLOSE_UNANSWERED
    }

    /** What becomes of a request for a command. */
    public enum Answer { RUN, CLOSE_UNANSWERED, RUN_AND_CLOSE_UNANSWERED, REFUSE, ACCEPT_AND_CLOSE }

    private final List<Served> channels = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, Integer> places = new ConcurrentHashMap<>();
    private final AtomicReference<Answer> next = new AtomicReference<>(Answer.RUN);
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicInteger subsystems = new AtomicInteger();
    private final List<ExitCallback> held = new CopyOnWriteArrayList<>();
    private final AtomicReference<Files> files = new AtomicReference<>(Files.SERVED);
    private final AtomicInteger requestsBefore = new AtomicInteger();
    private final Set<Session> withSession = ConcurrentHashMap.newKeySet();
    private volatile int most = Integer.MAX_VALUE;
    private volatile boolean endAtSecond;
    private volatile CompletableFuture<Void> confirmations = CompletableFuture.completedFuture(null);
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final EmbeddedSshServer server;

    public SpareServer() {
        server = EmbeddedSshServer.start(this::customize);
    }

    /** @param identification without "SSH-2.0-" */
    public SpareServer(String identification) {
        server = EmbeddedSshServer.start(embedded -> {
            customize(embedded);
            CoreModuleProperties.SERVER_IDENTIFICATION.set(embedded, identification);
        });
    }

    private void customize(SshServer embedded) {
        embedded.setCommandFactory((channel, command) -> new Counted(command));
        embedded.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        embedded.setChannelFactories(List.of(new ChannelSessionFactory() {
            @Override
            public Channel createChannel(Session session) {
                Served channel = new Served();
                channels.add(channel);
                mostOpen.accumulateAndGet((int) channels.stream().filter(Served::isOpen).count(), Math::max);
                return channel;
            }
        }, new DirectTcpipFactory() {
            @Override
            public Channel createChannel(Session session) throws IOException {
                mostOpen.accumulateAndGet(1 + (int) channels.stream().filter(Served::isOpen).count(), Math::max);
                return super.createChannel(session);
            }
        }));
        embedded.setForwardingFilter(org.apache.sshd.server.forward.AcceptAllForwardingFilter.INSTANCE);
    }

    /** For connections. */
    public EmbeddedSshServer server() {
        return server;
    }

    /** From now on no more session channels can be open at once. */
    public void limitTo(int channelsAtOnce) {
        most = channelsAtOnce;
    }

    /** From now on a connection ends when a second session is opened on it, even after the first one. */
    public void endAtSecondSession(boolean ends) {
        endAtSecond = ends;
    }

    /** What becomes of the next request of SFTP after so many others, and of no later one. The reading and closing of files do not count. */
    public void endSftp(Files how, int afterRequests) {
        requestsBefore.set(afterRequests);
        files.set(how);
    }

    /** The next request for a command, and no later one. */
    public void answerNext(Answer answer) {
        next.set(answer);
    }

    /** How often it has run. */
    public int runs(String command) {
        return runs.getOrDefault(command, new AtomicInteger()).get();
    }

    /** Which channel it was requested on, by the order in which they were opened; 0 for the first one. */
    public int placeOf(String command) {
        return places.get(command);
    }

    /** How many session channels were opened so far. */
    public int opened() {
        return channels.size();
    }

    /** The most that were open at once, with one to an address if there is one; a channel that this side has closed does not count. */
    public int mostOpen() {
        return mostOpen.get();
    }

    /** How often a subsystem was requested. */
    public int subsystems() {
        return subsystems.get();
    }

    /** The channels that are open without a request. */
    public long idle() {
        return channels.stream().filter(Served::isIdle).count();
    }

    /** The channels that both sides have not closed yet. */
    public long unclosed() {
        return channels.stream().filter(channel -> !channel.isClosed()).count();
    }

    /** Closes the channels that are open without a request. */
    public void closeIdle() {
        channels.stream().filter(Served::isIdle).forEach(channel -> channel.close(false));
    }

    /** Closes all channels. */
    public void closeAll() {
        channels.forEach(channel -> channel.close(false));
    }

    /** From now on the server has a place for each channel, but does not confirm it. */
    public void holdConfirmations() {
        confirmations = new CompletableFuture<>();
    }

    /** How many channels it has not confirmed. */
    public int unconfirmed() {
        return unconfirmed.get();
    }

    /** Confirms the channels, and from now on at once. */
    public void confirm() {
        confirmations.complete(null);
        unconfirmed.set(0);
    }

    /** The number of commands that wait. */
    public int held() {
        return held.size();
    }

    /** Ends the commands that wait. */
    public void release() {
        held.forEach(callback -> callback.onExit(0));
        held.clear();
    }

    /** A channel. */
    private final class Served extends ChannelSession {

        private volatile boolean requested;
        private volatile boolean sftp;

        @Override
        public OpenFuture open(long recipient, long windowSize, long packetSize, Buffer buffer) {
            if (endAtSecond && !withSession.add(getSession())) {
                getSession().close(true);
            }
            if (channels.stream().filter(Served::isOpen).count() <= most) {
                return openWhenConfirmed(recipient, windowSize, packetSize);
            }
            OpenFuture refused = new DefaultOpenFuture(this, null);
            refused.setException(new SshChannelOpenException(getChannelId(), SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "no room"));
            close(true);
            return refused;
        }

        private OpenFuture openWhenConfirmed(long recipient, long windowSize, long packetSize) {
            OpenFuture opened = new DefaultOpenFuture(this, null);
            if (!confirmations.isDone()) {
                unconfirmed.incrementAndGet();
            }
            confirmations.thenRun(() -> super.open(recipient, windowSize, packetSize, new ByteArrayBuffer(0, false))
                    .addListener(future -> opened.setOpened()));
            return opened;
        }

        boolean isIdle() {
            return isOpen() && getRecipient() >= 0 && isInitialized() && !requested;
        }

        @Override
        public void handleRequest(Buffer buffer) throws IOException {
            int start = buffer.rpos();
            String type = buffer.getString();
            boolean answered = buffer.getBoolean();
            requested = true;
            if (type.equals("subsystem")) {
                subsystems.incrementAndGet();
                sftp = true;
            }
            if (type.equals("exec")) {
                places.put(new String(buffer.array(), buffer.rpos() + Integer.BYTES, (int) buffer.rawUInt(buffer.rpos()),
                        StandardCharsets.UTF_8), channels.indexOf(this));
            }
            Answer answer = type.equals("exec") ? next.getAndSet(Answer.RUN) : Answer.RUN;
            switch (answer) {
                case RUN -> {
                    buffer.rpos(start);
                    super.handleRequest(buffer);
                }
                case CLOSE_UNANSWERED -> close(false);
                case RUN_AND_CLOSE_UNANSWERED -> {
                    count(buffer.getString());
                    close(false);
                }
                case REFUSE -> answer(SshConstants.SSH_MSG_CHANNEL_FAILURE);
                case ACCEPT_AND_CLOSE -> {
                    count(buffer.getString());
                    answer(SshConstants.SSH_MSG_CHANNEL_SUCCESS);
                    close(false);
                }
                default -> throw new IllegalStateException(answer + " " + answered);
            }
        }

        @Override
        public void handleData(Buffer buffer) throws IOException {
            if (!sftp || !mayBelongToUse(buffer) || files.get() == Files.SERVED || requestsBefore.getAndDecrement() > 0) {
                super.handleData(buffer);
                return;
            }
            if (files.getAndSet(Files.SERVED) == Files.CLOSE_UNANSWERED) {
                create(buffer);
            }
            close(false);
        }

        /**
         * The client waits neither for the bytes behind the end of a file nor until a file that it has read is closed: these requests may
         * still be the former use's.
         */
        private boolean mayBelongToUse(Buffer buffer) {
            byte type = buffer.rawByte(buffer.rpos() + 2 * Integer.BYTES);
            return type != SftpConstants.SSH_FXP_INIT && type != SftpConstants.SSH_FXP_READ && type != SftpConstants.SSH_FXP_CLOSE;
        }

        /** Creates the file or folder, if the request is to create one. */
        private void create(Buffer buffer) throws IOException {
            buffer.getUInt();
            buffer.getUInt();
            byte type = buffer.getByte();
            buffer.getUInt();
            Path path = Path.of(buffer.getString());
            if (type == SftpConstants.SSH_FXP_MKDIR) {
                java.nio.file.Files.createDirectory(path);
            } else if (type == SftpConstants.SSH_FXP_OPEN && (buffer.getInt() & SftpConstants.SSH_FXF_EXCL) != 0) {
                java.nio.file.Files.createFile(path);
            }
        }

        private void answer(byte message) throws IOException {
            Buffer answer = getSession().createBuffer(message, Integer.BYTES);
            answer.putUInt(getRecipient());
            writePacket(answer);
        }
    }

    private void count(String command) {
        runs.computeIfAbsent(command, first -> new AtomicInteger()).incrementAndGet();
    }

    /** A command that prints its own line. */
    private final class Counted implements Command {

        private final String line;
        private OutputStream out;
        private ExitCallback exit;

        Counted(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream in) {
            // It reads nothing.
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            // It has no errors.
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            count(line);
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (line.startsWith("hold")) {
                held.add(exit);
            } else {
                exit.onExit(0);
            }
        }

        @Override
        public void destroy(ChannelSession channel) {
            held.remove(exit);
        }
    }
}
