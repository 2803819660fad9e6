package io.sshra.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * MINA's SFTP server for {@link EmbeddedSshServer}, which answers some requests in unusual ways. The answers may be changed at
 * any time.
 */
public final class OddSftp extends SftpSubsystemFactory {

    /** The answer to a request. */
    public enum Answer {
        /** The answer of MINA's server. */
        USUAL,
        /** No answer: the request is read and forgotten. */
        NONE,
        /** The server stops reading requests until its channel ends. */
        STALL,
        /** Nothing is done, and the status is FAILURE. */
        FAILURE,
        /** The status is OP_UNSUPPORTED. */
        UNSUPPORTED,
        /** Nothing is done, and the status is OK. */
        DONE,
        /** A list of no names, or data of no bytes. */
        EMPTY
    }

    /** How absolute names begin. */
    public enum Drive {
        BELOW_ROOT("/C:"),
        IN_FRONT("C:");

        private final String start;

        Drive(String start) {
            this.start = start;
        }
    }

    /** Chooses the answer to a request, on a thread of the server. */
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
    private volatile Drive drive;
    private volatile boolean exclusiveRefused;
    private volatile Answer posixRename = Answer.USUAL;

    public OddSftp answering(Answers answers) {
        this.answers = answers;
        return this;
    }

    /** Answers no request from this one on. */
    public OddSftp silentFrom(int type, int nth) {
        AtomicInteger silent = new AtomicInteger();
        return answering((came, count) -> silent.get() > 0 || came == type && count >= nth && silent.incrementAndGet() > 0
                ? Answer.NONE : Answer.USUAL);
    }

    /** Stops reading at this request, so that further requests fill the channel's window. */
    public OddSftp stalledFrom(int type, int nth) {
        return answering((came, count) -> came == type && count >= nth ? Answer.STALL : Answer.USUAL);
    }

    /** Changes the attributes of files that the server reports, by MINA's names. The map may be changed. */
    public OddSftp saying(UnaryOperator<Map<String, Object>> attributes) {
        this.attributes = attributes;
        return this;
    }

    /** Answers like a server on Windows, which has the files of this machine on drive C. Other absolute names do not exist. */
    public OddSftp onWindows(Drive style) {
        drive = style;
        return this;
    }

    /** Refuses to open files with EXCL. */
    public OddSftp withoutExclusiveOpening() {
        exclusiveRefused = true;
        return this;
    }

    /** Announces posix-rename@openssh.com and answers in this way; not in all ways that {@link Answer} has. */
    public OddSftp answeringPosixRename(Answer answer) {
        posixRename = answer;
        return this;
    }

    /** The number of requests of this type so far. */
    public int count(int type) {
        return counts.computeIfAbsent(type, any -> new AtomicInteger()).get();
    }

    @Override
    public Command createSubsystem(ChannelSession channel) throws IOException {
        return new Server(channel);
    }

    private final class Server extends SftpSubsystem {

        Server(ChannelSession channel) {
            super(channel, OddSftp.this);
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

        @Override
        protected String doOpen(int id, String name, int flags, int access, Map<String, Object> usual) throws IOException {
            if (exclusiveRefused && (flags & SftpConstants.SSH_FXF_ACCESS_DISPOSITION) == SftpConstants.SSH_FXF_CREATE_NEW) {
                throw new UnsupportedOperationException("odd");
            }
            return super.doOpen(id, name, flags, access, usual);
        }

        @Override
        protected void doPosixRename(Buffer buffer, int id) throws IOException {
            switch (posixRename) {
                case USUAL -> super.doPosixRename(buffer, id);
                case FAILURE -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_FAILURE, "odd");
                case UNSUPPORTED -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_OP_UNSUPPORTED, "odd");
                case DONE -> sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_OK, "");
                default -> throw new IllegalStateException(posixRename + " is not for posix-rename");
            }
        }

        @Override
        protected Path resolveFile(String name) throws IOException {
            if (drive == null) {
                return super.resolveFile(name);
            }
            if (name.startsWith(drive.start + "/")) {
                return super.resolveFile(name.substring(drive.start.length()));
            }
            if (name.startsWith("/") || name.contains(":")) {
                throw new NoSuchFileException(name);
            }
            return super.resolveFile(name);
        }

        @Override
        protected void sendPath(Buffer buffer, int id, Path file, Map<String, ?> usual) throws IOException {
            super.sendPath(buffer, id, drive == null ? file : file.getFileSystem().getPath(drive.start + file), usual);
        }
    }
}
