package io.sshra.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** MINA's SFTP server for {@link EmbeddedSshServer}, which answers some requests in other ways. What is odd may change at any time. */
public final class OddSftp extends SftpSubsystemFactory {

    /** What happens to a request. */
    public enum Answer {
        /** What MINA's server answers. */
        USUAL,
        /** The request is taken and forgotten. */
        NONE,
        /** The server stops: it takes no further request until its channel ends. */
        STALL,
        /** Nothing is done, and the status is FAILURE. */
        FAILURE,
        /** The status is OP_UNSUPPORTED. */
        UNSUPPORTED,
        /** Nothing is done, and the status is OK. */
        DONE,
        /** A list of no names, or data of no bytes. */
        EMPTY,
        /** Text that is no SFTP. */
        TEXT,
        /** The usual answer, and the same once more. */
        TWICE,
        /** An answer to a request that was not made, and the usual one. */
        UNASKED
    }

    /** What {@link Answer#TEXT} sends. */
    public static final String TEXT = "Broadcast message: the system goes down\r\n";

    /** Decides on a request, on a thread of the server. */
    @FunctionalInterface
    public interface Answers {
        /**
         * @param type one of {@link SftpConstants}
         * @param nth  1 for the first request of this type
         */
        Answer to(int type, int nth);
    }

    private final Map<Integer, AtomicInteger> counts = new ConcurrentHashMap<>();
    private volatile Answers answers = (type, nth) -> Answer.USUAL;
    private volatile UnaryOperator<Map<String, Object>> attributes = usual -> usual;
    private volatile byte[] beginning = {};
    private volatile String complaint = "";
    private volatile Integer exitStatus;

    public OddSftp answering(Answers answers) {
        this.answers = answers;
        return this;
    }

    /** From this request on it answers none. */
    public OddSftp silentFrom(int type, int nth) {
        AtomicInteger silent = new AtomicInteger();
        return answering((came, count) -> silent.get() > 0 || came == type && count >= nth && silent.incrementAndGet() > 0
                ? Answer.NONE : Answer.USUAL);
    }

    /** At this request it stops, and takes no further one: what is sent to it fills the channel's window. */
    public OddSftp stalledFrom(int type, int nth) {
        return answering((came, count) -> came == type && count >= nth ? Answer.STALL : Answer.USUAL);
    }

    /** Sends these bytes before SFTP begins. */
    public OddSftp beginningWith(byte[] bytes) {
        beginning = bytes.clone();
        return this;
    }

    /** Says this on standard error before SFTP begins. */
    public OddSftp complaining(String text) {
        complaint = text;
        return this;
    }

    /** Ends with this status before SFTP begins. */
    public OddSftp exitingWith(int status) {
        exitStatus = status;
        return this;
    }

    /** Changes what it says of files, by the names of MINA's server; the map may be changed. */
    public OddSftp saying(UnaryOperator<Map<String, Object>> attributes) {
        this.attributes = attributes;
        return this;
    }

    /** How many requests of a type came so far. */
    public int count(int type) {
        return counts.computeIfAbsent(type, any -> new AtomicInteger()).get();
    }

    @Override
    public Command createSubsystem(ChannelSession channel) throws IOException {
        return new Server(channel);
    }

    private final class Server extends SftpSubsystem {

        private IoOutputStream error;
        private boolean twice;

        Server(ChannelSession channel) {
            super(channel, OddSftp.this);
        }

        @Override
        public void setIoErrorStream(IoOutputStream stream) {
            super.setIoErrorStream(stream);
            error = stream;
        }

        @Override
        public void start(ChannelSession started, Environment environment) throws IOException {
            if (!complaint.isEmpty()) {
                error.writeBuffer(new ByteArrayBuffer(complaint.getBytes(StandardCharsets.UTF_8))).verify(Patience.LIMIT);
            }
            if (beginning.length > 0) {
                out.writeBuffer(new ByteArrayBuffer(beginning)).verify(Patience.LIMIT);
            }
            if (exitStatus == null) {
                super.start(started, environment);
            } else {
                callback.onExit(exitStatus, false);
            }
        }

        @Override
        protected void send(Buffer answer) throws IOException {
            if (twice) {
                twice = false;
                byte[] again = answer.getCompactData();
                super.send(answer);
                super.send(new ByteArrayBuffer(again));
            } else {
                super.send(answer);
            }
        }

        @Override
        protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
            int nth = counts.computeIfAbsent(type, any -> new AtomicInteger()).incrementAndGet();
            switch (answers.to(type, nth)) {
                case USUAL -> super.doProcess(buffer, length, type, id);
                case NONE -> { }
                case STALL -> stall();
                case FAILURE -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_FAILURE, "odd");
                case UNSUPPORTED -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_OP_UNSUPPORTED, "odd");
                case DONE -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_OK, "");
                case TEXT -> out.writeBuffer(new ByteArrayBuffer(TEXT.getBytes(StandardCharsets.US_ASCII))).verify(Patience.LIMIT);
                case TWICE -> {
                    twice = true;
                    super.doProcess(buffer, length, type, id);
                }
                case UNASKED -> {
                    sendStatus(new ByteArrayBuffer(new byte[4], 0, 4, false), -1, SftpConstants.SSH_FX_OK, "");
                    super.doProcess(buffer, length, type, id);
                }
                case EMPTY -> {
                    Buffer reply = prepareReply(buffer);
                    reply.putByte((byte) (type == SftpConstants.SSH_FXP_READ ? SftpConstants.SSH_FXP_DATA : SftpConstants.SSH_FXP_NAME));
                    reply.putInt(id);
                    reply.putInt(0);
                    send(reply);
                }
            }
        }

        private static void stall() throws InterruptedIOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw (InterruptedIOException) new InterruptedIOException("the channel has ended").initCause(e);
            }
        }

        @Override
        protected void writeAttrs(Buffer buffer, Map<String, ?> usual) {
            super.writeAttrs(buffer, attributes.apply(new TreeMap<>(usual)));
        }
    }
}
