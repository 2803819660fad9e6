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
 * One operation's view of its key. For one thread, unless a method says otherwise.
 *
 * @param ssh      the factory of the key's connection definition
 * @param ran      counts the server's answers to {@link #askWho}
 * @param scratch  a local folder for this thread only
 * @param number   a unique number of the operation
 * @param refusing a server that refuses the credential
 * @param echoPort the port of an echo service on this machine, which is also the server's machine
 */
record SoakUse(SoakKey key, SshConnectionFactory ssh, LongAdder ran, Random random, Path folder, Path scratch, String number,
        SshTarget refusing, int echoPort) {

    /**
     * Prints whose credential the connection was logged in with, according to the server: a variable of OpenSSH, or the login
     * name of MINA.
     */
    static final String WHO = "${SOAK_KEY:-$USER}";
    /** A file in each key's home with a line for each command of {@link #askWho} that ran. */
    static final String RAN = "ran";
    /** A file in each key's home with its mark. */
    static final String WHO_FILE = "who";
    /**
     * The prefix of files whose name ends with their length, and whose content is one of {@link #CONTENTS}, whatever happens.
     */
    static final String UPLOADED = "uploaded-";
    /** The content of files. No content is a part of another. */
    static final List<byte[]> CONTENTS = List.of(Content.random(100), Content.random(40_000), Content.random(300_000));

    private static final int SOCKET_MILLIS = 30_000;

    SshConnection connect() throws Exception {
        return ssh.getConnection(key.spec());
    }

    /** The result of a command that must end by itself. Thread-safe. */
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
     * Asks the server whose connection this is, and has it record the command: a command that runs twice is recorded twice.
     * Thread-safe.
     */
    void askWho(SshConnection connection, String command) throws SshException {
        String line = number + command;
        SshCommandResult result = run(connection,
                SshCommand.shell("cd " + folder + "/" + WHO + " && echo " + line + " >> " + RAN + "; echo " + WHO));
        assertThat(result.stdout()).as("the user according to the server").isEqualTo(key.mark() + "\n");
        ran.increment();
    }

    static SshConnectionLostException lost(SshProcess process) {
        return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, process.toString());
    }

    /** Sends something over this socket, and checks the echo. */
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
     * Bytes to send: one of {@link #CONTENTS}. MINA's server uses one thread for both directions of a command, so more than a
     * pipe holds would be stuck between it and {@code cat}.
     */
    byte[] content() {
        return CONTENTS.get(random.nextInt(key.fault() == SoakFault.CUT_BY_MINA ? 2 : CONTENTS.size()));
    }

    /** Bytes as text and back, one character for each byte. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Deletes the folder with its content, if it exists. */
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
