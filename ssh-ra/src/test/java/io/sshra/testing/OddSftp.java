package io.sshra.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.DirectoryHandle;
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
        EMPTY,
        /** Text that is no SFTP. */
        TEXT,
        /** The usual answer, and the same once more. */
        TWICE,
        /** An answer to a request that was not made, and the usual one. */
        UNASKED,
        /** The end of the data, and no closing of the channel. */
        END
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

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final Set<String> TIMES = Set.of("lastModifiedTime", "lastAccessTime", "creationTime");
    /** Of its flagsToString: r, r+, w, wx, w+, wx+, a, ax, a+ and ax+. */
    private static final Set<Integer> FLAGS_OF_SSH2 = Set.of(0x01, 0x03, 0x1A, 0x3A, 0x1B, 0x3B, 0x0E, 0x2E, 0x0F, 0x2F);
    private static final long ALL_BUT_TIMES = SftpConstants.SSH_FILEXFER_ATTR_SIZE | SftpConstants.SSH_FILEXFER_ATTR_UIDGID
            | SftpConstants.SSH_FILEXFER_ATTR_PERMISSIONS;
    /** In a packet. */
    private static final int TYPE = 4;
    /** In a packet with a status, and the number of what is in other answers. */
    private static final int CODE = 9;

    private final Map<Integer, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int silentAt;
    private volatile int refused;
    private volatile CompletableFuture<Void> silence = new CompletableFuture<>();
    private volatile Answers answers = (type, nth) -> Answer.USUAL;
    private volatile UnaryOperator<Map<String, Object>> attributes = usual -> usual;
    private volatile Drive drive;
    private volatile boolean exclusiveRefused;
    private volatile Predicate<String> refusedLinks = name -> false;
    private volatile Answer posixRename = Answer.USUAL;
    private volatile Set<Oddity> oddities = Set.of();
    private volatile byte[] beginning = {};
    private volatile String complaint = "";
    private volatile Integer exitStatus;

    /** From now on it is odd in these ways. Its counts begin anew. */
    public OddSftp with(Set<Oddity> oddities) {
        this.oddities = Set.copyOf(oddities);
        counts.clear();
        asked.set(0);
        silence = new CompletableFuture<>();
        return this;
    }

    /** Which request gets no answer with {@link Oddity#SILENT} and the like; 1 for the first one of all channels. */
    public OddSftp silentAt(int number) {
        silentAt = number;
        return this;
    }

    /** Fails all requests of this type; 0 for none. */
    public OddSftp refusing(int type) {
        refused = type;
        return this;
    }

    /** Completed when a request gets no answer because of {@link #silentAt}. */
    public CompletableFuture<Void> silence() {
        return silence;
    }

    private boolean is(Oddity oddity) {
        return oddities.contains(oddity);
    }

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

    /** Answers like a server on Windows, which has the files of this machine on drive C. Other absolute names do not exist. */
    public OddSftp onWindows(Drive style) {
        drive = style;
        return this;
    }

    /** Makes no symbolic links of these names. */
    public OddSftp refusingLinks(Predicate<String> names) {
        refusedLinks = names;
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

    /** What the oddities say of a request; {@link Answer#USUAL} if nothing. */
    private Answer oddAnswer(int type, int nth, int number) {
        if (is(Oddity.TEXT_BETWEEN) && number == 40) {
            return Answer.TEXT;
        }
        if (is(Oddity.ANSWERING_TWICE) && number == 30) {
            return Answer.TWICE;
        }
        if (is(Oddity.UNASKED_ANSWER) && number == 25) {
            return Answer.UNASKED;
        }
        if (type == refused) {
            return Answer.FAILURE;
        }
        return switch (type) {
            case SftpConstants.SSH_FXP_FSTAT -> refused(Oddity.REFUSES_FSTAT);
            case SftpConstants.SSH_FXP_SETSTAT, SftpConstants.SSH_FXP_FSETSTAT -> is(Oddity.IGNORES_SETSTAT) ? Answer.DONE
                    : refused(Oddity.REFUSES_SETSTAT);
            case SftpConstants.SSH_FXP_READLINK -> refused(Oddity.REFUSES_READLINK);
            case SftpConstants.SSH_FXP_SYMLINK -> refused(Oddity.REFUSES_SYMLINK);
            case SftpConstants.SSH_FXP_RENAME -> refused(Oddity.REFUSES_RENAME);
            case SftpConstants.SSH_FXP_EXTENDED -> is(Oddity.EXTENSIONS_NOT_DONE) ? Answer.UNSUPPORTED : Answer.USUAL;
            case SftpConstants.SSH_FXP_WRITE -> nth == 5 ? refused(Oddity.FAILING_WRITE) : Answer.USUAL;
            case SftpConstants.SSH_FXP_READ -> nth == 5 ? refused(Oddity.FAILING_READ) : Answer.USUAL;
            default -> Answer.USUAL;
        };
    }

    private Answer refused(Oddity oddity) {
        return is(oddity) ? Answer.FAILURE : Answer.USUAL;
    }

    private Map<String, Object> told(Map<String, Object> usual) {
        Map<String, Object> told = attributes.apply(usual);
        if (is(Oddity.NO_SIZES)) {
            told.remove("size");
        }
        if (is(Oddity.SIZES_OF_ZERO) && told.containsKey("size")) {
            told.put("size", 0L);
        }
        if (is(Oddity.NO_TYPES) || is(Oddity.NO_PERMISSIONS)) {
            told.keySet().removeAll(Set.of("isDirectory", "isRegularFile", "isSymbolicLink", "isOther"));
        }
        if (is(Oddity.NO_PERMISSIONS)) {
            told.remove("permissions");
        }
        if (is(Oddity.NO_TIMES)) {
            told.keySet().removeAll(TIMES);
        }
        if (is(Oddity.NO_OWNERS)) {
            told.keySet().removeAll(Set.of("uid", "gid", "owner", "group"));
        }
        if (is(Oddity.FIRST_TIME) || is(Oddity.LAST_TIME)) {
            FileTime time = FileTime.from(0, TimeUnit.SECONDS);
            told.replaceAll((name, value) -> TIMES.contains(name) ? time : value);
        }
        return told;
    }

    private final class Server extends SftpSubsystem {

        private final ChannelSession channel;
        private IoOutputStream error;
        private boolean twice;
        /** What becomes of all requests; null for what the oddities say of each. */
        private Answer always;
        /** The type of the request that is being answered. */
        private int lastType;
        private byte[] held;
        /** As Erlang has it: the newest first. */
        private final Deque<Integer> numbers = new ArrayDeque<>();

        Server(ChannelSession channel) {
            super(channel, OddSftp.this);
            this.channel = channel;
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

        // ---- answers ----

        @Override
        protected void send(Buffer answer) throws IOException {
            byte[] packet = odd(answer.getCompactData());
            if (is(Oddity.REORDERED) && held == null && !requests.isEmpty()) {
                held = packet;
                return;
            }
            sendNow(packet);
            if (twice) {
                twice = false;
                sendNow(packet);
            }
            if (held != null) {
                byte[] last = held;
                held = null;
                sendNow(last);
            }
        }

        private void sendNow(byte[] packet) throws IOException {
            super.send(new ByteArrayBuffer(packet));
        }

        /** @param packet length, type, number and the rest */
        private byte[] odd(byte[] packet) {
            if (packet[TYPE] != SftpConstants.SSH_FXP_STATUS) {
                return packet;
            }
            ByteBuffer status = ByteBuffer.wrap(packet);
            int code = status.getInt(CODE);
            if (is(Oddity.EMPTY_END) && code == SftpConstants.SSH_FX_EOF
                    && (lastType == SftpConstants.SSH_FXP_READ || lastType == SftpConstants.SSH_FXP_READDIR)) {
                status.put(TYPE, (byte) (lastType == SftpConstants.SSH_FXP_READ ? SftpConstants.SSH_FXP_DATA : SftpConstants.SSH_FXP_NAME));
                status.putInt(CODE, 0);
                return Arrays.copyOf(packet, CODE + Integer.BYTES);
            }
            if (is(Oddity.UNKNOWN_STATUS) && code > SftpConstants.SSH_FX_NO_SUCH_FILE) {
                status.putInt(CODE, 77);
            }
            return is(Oddity.STATUS_WITHOUT_TEXT) ? Arrays.copyOf(packet, CODE + Integer.BYTES) : packet;
        }

        @Override
        protected void appendExtensions(Buffer buffer, String versions) {
            if (!is(Oddity.NO_EXTENSIONS)) {
                super.appendExtensions(buffer, versions);
            }
        }

        // ---- requests ----

        private void doAsItIs(Buffer buffer, int length, int type, int id) throws IOException {
            int start = buffer.rpos();
            if (type == SftpConstants.SSH_FXP_READ && is(Oddity.SHORT_READS)) {
                int at = start + Integer.BYTES + (int) buffer.rawUInt(start) + Long.BYTES;
                BufferUtils.putUInt(Math.min(9_999, buffer.rawUInt(at)), buffer.array(), at, Integer.BYTES);
            } else if (type == SftpConstants.SSH_FXP_OPEN) {
                String path = buffer.getString();
                int flags = buffer.getInt();
                buffer.rpos(start);
                if (!isOpened(file(path), flags)) {
                    sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_FAILURE, "odd");
                    return;
                }
            }
            super.doProcess(buffer, length, type, id);
        }

        private boolean isOpened(Path file, int flags) throws IOException {
            boolean writing = (flags & SftpConstants.SSH_FXF_WRITE) != 0;
            if (is(Oddity.REFUSES_EXCLUSIVE) && (flags & SftpConstants.SSH_FXF_EXCL) != 0
                    || is(Oddity.FLAGS_OF_SSH2) && !FLAGS_OF_SSH2.contains(flags)
                    || is(Oddity.NO_OVERWRITING) && writing && Files.exists(file)) {
                return false;
            }
            if (is(Oddity.WRITING_EMPTIES) && writing
                    && (flags & (SftpConstants.SSH_FXF_READ | SftpConstants.SSH_FXF_APPEND | SftpConstants.SSH_FXF_EXCL)) == 0
                    && Files.isRegularFile(file)) {
                Files.write(file, new byte[0]);
            }
            return true;
        }

        @Override
        protected void doSymLink(int id, String first, String second) throws IOException {
            if (is(Oddity.LINK_FIRST) && !file(first).isAbsolute()) {
                // It would come into the folder of this process.
                throw new NoSuchFileException(first);
            }
            String link = is(Oddity.LINK_FIRST) ? first : second;
            String target = is(Oddity.LINK_FIRST) ? second : first;
            if (refusedLinks.test(Path.of(link).getFileName().toString())) {
                throw new NoSuchFileException(link);
            }
            Path to = is(Oddity.ABSOLUTE_LINKS) ? Path.of("/nowhere").resolve(file(target)) : file(target);
            super.doSymLink(id, to.toString(), link);
        }

        @Override
        protected Map<String, Object> doLStat(int id, String path, int flags) throws IOException {
            return is(Oddity.LSTAT_FOLLOWS) && Files.exists(file(path)) ? doStat(id, path, flags) : super.doLStat(id, path, flags);
        }

        @Override
        protected void doMakeDirectory(int id, String path, Map<String, ?> attrs) throws IOException {
            if (!is(Oddity.MAKES_EXISTING_FOLDERS) || !Files.isDirectory(file(path))) {
                super.doMakeDirectory(id, path, attrs);
            }
        }

        @Override
        protected void doRemoveFile(int id, String path) throws IOException {
            if (is(Oddity.REMOVES_THE_OTHER_KIND)) {
                Files.delete(file(path));
            } else {
                super.doRemoveFile(id, path);
            }
        }

        @Override
        protected void doRemoveDirectory(int id, String path) throws IOException {
            if (is(Oddity.REMOVES_THE_OTHER_KIND)) {
                Files.delete(file(path));
            } else {
                super.doRemoveDirectory(id, path);
            }
        }

        @Override
        protected int doReadDir(int id, String handle, DirectoryHandle folder, Buffer buffer, int most, boolean followLinks) throws IOException {
            int count = super.doReadDir(id, handle, folder, buffer, most, followLinks);
            if (is(Oddity.SLASHES_IN_NAMES)) {
                for (String name : List.of("a/b", "../escaped", "/tmp/escaped", "")) {
                    buffer.putString(name);
                    buffer.putString("-rw-r--r-- 1 0 0 0 Jan 1 1970 " + name);
                    buffer.putInt(0);
                    count++;
                }
            }
            return count;
        }

        @Override
        protected String generateFileHandle(Path file) throws IOException {
            if (!is(Oddity.SAME_HANDLES)) {
                return super.generateFileHandle(file);
            }
            int free = 0;
            for (int number : numbers) {
                free = number <= free ? number + 1 : free;
            }
            numbers.addFirst(free);
            return Integer.toString(free);
        }

        @Override
        protected void doClose(int id, String handle) throws IOException {
            if (is(Oddity.SAME_HANDLES)) {
                numbers.removeFirstOccurrence(Integer.valueOf(handle));
            }
            super.doClose(id, handle);
        }

        @Override
        protected void doProcess(Buffer buffer, int length, int type, int id) throws IOException {
            int nth = counts.computeIfAbsent(type, any -> new AtomicInteger()).incrementAndGet();
            lastType = type;
            if (is(Oddity.LATE)) {
                LockSupport.parkNanos(500_000);
            }
            int number = asked.incrementAndGet();
            Answer answer = answers.to(type, nth);
            if (answer == Answer.USUAL) {
                answer = silence(type, number);
            }
            switch (answer == Answer.USUAL ? oddAnswer(type, nth, number) : answer) {
                case USUAL -> doAsItIs(buffer, length, type, id);
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
                case END -> {
                    Buffer end = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_EOF);
                    end.putUInt(channel.getRecipient());
                    channel.getSession().writePacket(end);
                    stall();
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

        private Answer silence(int type, int number) {
            if (number == silentAt && type != SftpConstants.SSH_FXP_INIT) {
                if (is(Oddity.LATE_ANSWER)) {
                    LockSupport.parkNanos(LATE_NANOS);
                }
                if (is(Oddity.SILENT) || is(Oddity.NOT_READING) || is(Oddity.MISSING_ANSWER)) {
                    silence.complete(null);
                }
                always = is(Oddity.SILENT) ? Answer.NONE : is(Oddity.NOT_READING) ? Answer.STALL : null;
                if (always == null && is(Oddity.MISSING_ANSWER)) {
                    return Answer.NONE;
                }
            }
            return always == null ? Answer.USUAL : always;
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
            int start = buffer.wpos();
            super.writeAttrs(buffer, told(new TreeMap<>(usual)));
            if (is(Oddity.LAST_TIME) && (buffer.rawUInt(start) & ~ALL_BUT_TIMES) == SftpConstants.SSH_FILEXFER_ATTR_ACMODTIME) {
                // MINA's server takes no times after 2038. They are the last of the attributes.
                Arrays.fill(buffer.array(), buffer.wpos() - 2 * Integer.BYTES, buffer.wpos(), (byte) 0xFF);
            }
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

        private Drive drive() {
            return drive == null && is(Oddity.WINDOWS_PATHS) ? Drive.IN_FRONT : drive;
        }

        /** The file of that name on this machine, which may not exist. */
        private Path file(String name) {
            Drive used = drive();
            return Path.of(used != null && name.startsWith(used.start + "/") ? name.substring(used.start.length()) : name);
        }

        @Override
        protected Path resolveFile(String name) throws IOException {
            Drive used = drive();
            if (used == null) {
                return super.resolveFile(name);
            }
            if (name.startsWith(used.start + "/")) {
                return super.resolveFile(name.substring(used.start.length()));
            }
            if (name.startsWith("/") || name.contains(":")) {
                throw new NoSuchFileException(name);
            }
            return super.resolveFile(name);
        }

        @Override
        protected void sendPath(Buffer buffer, int id, Path file, Map<String, ?> usual) throws IOException {
            super.sendPath(buffer, id, drive() == null ? file : file.getFileSystem().getPath(drive().start + file), usual);
        }
    }
}
