package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshTarget;
import io.sshra.testing.Content;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * One operation's view of its key. For one thread, but for what is said of others.
 *
 * @param ssh      of the key's connection definition
 * @param ran      how often the server has said who it is
 * @param scratch  a local folder of this thread alone
 * @param number   no two operations of a run have the same
 * @param refusing a server that refuses its credential
 * @param echoPort where this machine, which is the server's as well, says what it hears
 */
record SoakUse(SoakKey key, SshConnectionFactory ssh, LongAdder ran, Random random, Path folder, Path scratch, String number,
        SshTarget refusing, int echoPort) {

    /** The server's own word on whose credential the connection was logged in with. OpenSSH has a variable for it, MINA the login. */
    static final String WHO = "${SOAK_KEY:-$USER}";
    /** A file in each key's home with a line for each time that the server ran one of {@link #askWho}'s commands. */
    static final String RAN = "ran";
    /** A file in each key's home with its mark. */
    static final String WHO_FILE = "who";
    /** How files begin whose name ends with their length, and which are one of {@link #CONTENTS}, whatever happens. */
    static final String UPLOADED = "uploaded-";
    /** What is sent and written, so that any file can be told from a part of it. */
    static final List<byte[]> CONTENTS = List.of(Content.random(100), Content.random(40_000), Content.random(300_000));

    private static final int SOCKET_MILLIS = 30_000;

    SshConnection connect() throws Exception {
        return ssh.getConnection(key.spec());
    }

    /** The result of a command that is to end by itself. Used by any number of threads at once. */
    SshCommandResult run(SshConnection connection, SshCommand command) throws SshException {
        SshCommandResult result = whole(connection.exec(command));
        if (result.timedOut()) {
            throw new SshException(SshErrorCode.TIMEOUT, result.toString());
        }
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result;
    }

    /** The result of a command whose connection was not lost. */
    static SshCommandResult whole(SshCommandResult result) throws SshConnectionLostException {
        if (result.connectionLost()) {
            throw new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, result.toString());
        }
        return result;
    }

    /**
     * Lets the server say whose connection this is, and count that it ran this command: what runs twice is there twice. Used by
     * any number of threads at once.
     */
    void askWho(SshConnection connection, String command) throws SshException {
        String line = number + command;
        SshCommandResult result = run(connection,
                SshCommand.shell("cd " + folder + "/" + WHO + " && echo " + line + " >> " + RAN + "; echo " + WHO));
        assertThat(result.stdout()).as("who the server says it is").isEqualTo(key.mark() + "\n");
        ran.increment();
    }

    static SshConnectionLostException lost(SshProcess process) {
        return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, process.toString());
    }

    /** Says something by this socket, and hears it again. */
    void echo(Socket socket, InetSocketAddress address) throws IOException {
        byte[] content = CONTENTS.get(1);
        socket.setSoTimeout(SOCKET_MILLIS);
        socket.connect(address, SOCKET_MILLIS);
        socket.getOutputStream().write(content);
        byte[] heard = socket.getInputStream().readNBytes(content.length);
        if (heard.length < content.length) {
            throw new EOFException("ended after " + heard.length + " bytes");
        }
        assertThat(heard).isEqualTo(content);
    }

    /**
     * Bytes to send: one of {@link #CONTENTS}. MINA's server has one thread for both directions of a command, so that more than
     * a pipe holds is stuck between it and {@code cat}.
     */
    byte[] content() {
        return CONTENTS.get(random.nextInt(key.fault() == SoakFault.CUT_BY_MINA ? 2 : CONTENTS.size()));
    }

    /** Bytes as text, and back, one for one. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** With all that is in it; nothing if there is none. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
