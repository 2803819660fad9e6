package io.sshra.cluster;

import io.sshra.SshConnectionInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages as bytes: the version of this format, the kind, then the parts in the order of the record. Nodes of another version are
 * not understood, and not counted as members. No class name is read, so a message can't create an object of another kind.
 */
final class Codec {

    private static final int VERSION = 1;

    /** The fewest bytes that an element of a list or a map takes, so that a false number of elements needs no memory. */
    private static final int LEAST_ELEMENT = 16;

    private Codec() {
    }

    // ---- writing ----

    static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(message, out);
        } catch (IOException e) {
            // Of a name that is longer than the adapter accepts.
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Message message, DataOutputStream out) throws IOException {
        if (message instanceof Message.Digest digest) {
            out.writeByte(1);
            out.writeLong(digest.origin());
            out.writeBoolean(digest.answer());
            write(digest.known(), out);
        } else if (message instanceof Message.Bye) {
            out.writeByte(2);
        } else if (message instanceof Message.News news) {
            out.writeByte(3);
            write(news.end(), out);
        } else if (message instanceof Message.Pull pull) {
            out.writeByte(4);
            out.writeLong(pull.request());
            write(pull.after(), out);
        } else if (message instanceof Message.Ask ask) {
            out.writeByte(5);
            out.writeLong(ask.request());
            out.writeLong(ask.number());
        } else if (message instanceof Message.Ends ends) {
            out.writeByte(6);
            out.writeLong(ends.request());
            out.writeInt(ends.ends().size());
            for (Message.End end : ends.ends()) {
                write(end, out);
            }
            write(ends.known(), out);
            out.writeBoolean(ends.more());
        } else if (message instanceof Message.Done done) {
            out.writeByte(7);
            out.writeLong(done.number());
            out.writeInt(done.closed());
        } else if (message instanceof Message.View view) {
            out.writeByte(8);
            out.writeLong(view.request());
        } else if (message instanceof Message.Connections connections) {
            out.writeByte(9);
            out.writeLong(connections.request());
            out.writeInt(connections.connections().size());
            for (SshConnectionInfo info : connections.connections()) {
                write(info, out);
            }
        } else if (message instanceof Message.Close close) {
            out.writeByte(10);
            out.writeLong(close.request());
            out.writeLong(close.number());
        } else if (message instanceof Message.Closed closed) {
            out.writeByte(11);
            out.writeLong(closed.request());
            out.writeBoolean(closed.closed());
        }
    }

    private static void write(Map<Long, Long> numbers, DataOutputStream out) throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<Long, Long> entry : numbers.entrySet()) {
            out.writeLong(entry.getKey());
            out.writeLong(entry.getValue());
        }
    }

    private static void write(Message.End end, DataOutputStream out) throws IOException {
        out.writeLong(end.origin());
        out.writeLong(end.number());
        out.writeUTF(end.user());
        out.writeUTF(end.session());
        out.writeLong(end.age());
    }

    private static void write(SshConnectionInfo info, DataOutputStream out) throws IOException {
        out.writeUTF(info.profile());
        out.writeUTF(info.host());
        out.writeInt(info.port());
        out.writeUTF(info.username());
        out.writeUTF(info.userId());
        out.writeUTF(info.sessionId());
        out.writeLong(info.connectedAt() == null ? Long.MIN_VALUE : info.connectedAt().toEpochMilli());
        out.writeLong(info.lastActivity().toEpochMilli());
        out.writeLong(info.commandCount());
        writeOptional(info.privilegeLevel(), out);
        out.writeBoolean(info.relayMode());
        writeOptional(info.proxy(), out);
        out.writeBoolean(info.alive());
        out.writeLong(info.idleSeconds());
        out.writeInt(info.openChannels());
        writeOptional(info.keyExchange(), out);
        writeOptional(info.cipher(), out);
        writeOptional(info.hostKeyFingerprint(), out);
        writeOptional(info.serverVersion(), out);
        writeOptional(info.certificateSerial(), out);
        out.writeLong(info.bytesReceived());
        out.writeLong(info.bytesSent());
        out.writeLong(info.number());
        out.writeInt(info.openHandles());
    }

    private static void writeOptional(String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    // ---- reading ----

    /** @throws IllegalArgumentException if this is no message of this version */
    static Message decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a message of version " + version + ", not " + VERSION);
            }
            Message message = read(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException(in.available() + " bytes after a message");
            }
            return message;
        } catch (IOException e) {
            throw new IllegalArgumentException("an incomplete message", e);
        }
    }

    private static Message read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new Message.Digest(in.readLong(), in.readBoolean(), readNumbers(in));
            case 2 -> new Message.Bye();
            case 3 -> new Message.News(readEnd(in));
            case 4 -> new Message.Pull(in.readLong(), readNumbers(in));
            case 5 -> new Message.Ask(in.readLong(), in.readLong());
            case 6 -> new Message.Ends(in.readLong(), readList(in, Codec::readEnd), readNumbers(in), in.readBoolean());
            case 7 -> new Message.Done(in.readLong(), in.readInt());
            case 8 -> new Message.View(in.readLong());
            case 9 -> new Message.Connections(in.readLong(), readList(in, Codec::readInfo));
            case 10 -> new Message.Close(in.readLong(), in.readLong());
            case 11 -> new Message.Closed(in.readLong(), in.readBoolean());
            default -> throw new IllegalArgumentException("a message of the unknown kind " + kind);
        };
    }

    private interface Reader<T> {

        T read(DataInputStream in) throws IOException;
    }

    private static <T> List<T> readList(DataInputStream in, Reader<T> element) throws IOException {
        int size = readSize(in);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.read(in));
        }
        return list;
    }

    private static Map<Long, Long> readNumbers(DataInputStream in) throws IOException {
        int size = readSize(in);
        Map<Long, Long> numbers = new HashMap<>();
        for (int i = 0; i < size; i++) {
            numbers.put(in.readLong(), in.readLong());
        }
        return numbers;
    }

    private static int readSize(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > in.available() / LEAST_ELEMENT) {
            throw new IllegalArgumentException("a list of " + size + " elements in " + in.available() + " bytes");
        }
        return size;
    }

    private static Message.End readEnd(DataInputStream in) throws IOException {
        return new Message.End(in.readLong(), in.readLong(), in.readUTF(), in.readUTF(), in.readLong());
    }

    private static SshConnectionInfo readInfo(DataInputStream in) throws IOException {
        return SshConnectionInfo.builder().profile(in.readUTF()).host(in.readUTF()).port(in.readInt()).username(in.readUTF())
                .userId(in.readUTF()).sessionId(in.readUTF()).connectedAt(readTime(in)).lastActivity(Instant.ofEpochMilli(in.readLong()))
                .commandCount(in.readLong()).privilegeLevel(readOptional(in)).relayMode(in.readBoolean()).proxy(readOptional(in)).alive(in.readBoolean())
                .idleSeconds(in.readLong()).openChannels(in.readInt()).keyExchange(readOptional(in)).cipher(readOptional(in))
                .hostKeyFingerprint(readOptional(in)).serverVersion(readOptional(in)).certificateSerial(readOptional(in))
                .bytesReceived(in.readLong()).bytesSent(in.readLong()).number(in.readLong()).openHandles(in.readInt()).build();
    }

    private static Instant readTime(DataInputStream in) throws IOException {
        long millis = in.readLong();
        return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
    }

    private static String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
