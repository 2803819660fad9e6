package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshIdentity;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Account;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.Relay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The probes of one server for {@link InteropTest}, which use the public API only. A probe returns {@link #WORKS}. If the
 * server does not support the feature, it returns what happened: a few words, or the code of the exception. Anything else fails
 * the probe.
 */
final class InteropProbes implements AutoCloseable {

    static final String WORKS = "works";

    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final InteropServer kind;
    private final Account account;
    private final Path folder;
    private final LoopbackServer server;
    private final Relay relay;
    private final AdapterFixture fixture;
    private final ServerSocket echo = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));

    /** @param folder for files on this side */
    InteropProbes(InteropServer kind, Account account, Path folder) throws Exception {
        this.kind = kind;
        this.account = account;
        this.folder = folder;
        server = kind.start(account);
        relay = Relay.to(server.port());
        fixture = new AdapterFixture(adapter -> {
            adapter.setChannelWaitSeconds(1);
            adapter.setCredentialSuspensionSeconds(0);
        }, definition -> definition.setProfilesFile(folder.resolve("profiles").toString()));
        writeProfiles();
        Thread thread = new Thread(this::echoAll, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    private void writeProfiles() throws IOException {
        Files.writeString(folder.resolve("key"), account.privateKey("ed25519"));
        Files.writeString(folder.resolve("authority"), account.knownHostsLine());
        Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n[127.0.0.1]:" + relay.port() + " "
                + server.hostPublicKey() + "\n");
        Files.writeString(folder.resolve("profiles"), """
                Host by-authority
                  UserKnownHostsFile authority
                Host compressed
                  Port %1$d
                  Compression yes
                Host kept-alive
                  Port %1$d
                  ServerAliveInterval 1
                Host mlkem
                  KexAlgorithms mlkem768x25519-sha256
                Host sntrup
                  KexAlgorithms sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com
                Host curve25519
                  KexAlgorithms curve25519-sha256
                Host *
                  HostName 127.0.0.1
                  Port %2$d
                  User %3$s
                  IdentityFile key
                  UserKnownHostsFile known_hosts
                """.formatted(relay.port(), server.port(), Account.NAME));
    }

    private void echoAll() {
        try {
            for (;;) {
                try (Socket socket = echo.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                }
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    @Override
    public void close() throws IOException {
        fixture.close();
        relay.close();
        server.close();
        echo.close();
    }

    // ---- connections ----

    private SshTarget.Builder target(LoopbackServer to) {
        return SshTarget.builder().host(to.host()).port(to.port()).username(Account.NAME)
                .hostKeyFingerprint(to.hostKeyFingerprint());
    }

    private SshTarget.Builder withKey() {
        return target(server).privateKey(account.privateKey("ed25519"));
    }

    /** In a session of its own. */
    private SshConnection open(SshTarget.Builder target) throws SshException {
        return fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s" + SESSIONS.incrementAndGet(), kind.title(), target.build()));
    }

    private SshConnection open() throws SshException {
        return open(withKey());
    }

    private SshConnection open(String profile) throws SshException {
        return fixture.factory.getConnection(SshConnectionSpec.of("alice", "s" + SESSIONS.incrementAndGet(), profile));
    }

    private static String used(SshConnection opened) throws SshException {
        try (opened) {
            assertThat(opened.exec("echo there").stdout()).isEqualTo("there\n");
            return WORKS;
        }
    }

    /** The server's identification. */
    String version() throws SshException {
        try (SshConnection connection = open()) {
            return connection.info().serverVersion().replaceFirst("^SSH-2\\.0-", "");
        }
    }

    // ---- logging in ----

    String password() throws Exception {
        return used(open(target(server).password(Account.PASSWORD.toCharArray())));
    }

    String keyboardInteractive() throws Exception {
        return used(open(target(server).promptAnswer("password", Account.PASSWORD.toCharArray())));
    }

    String key(String type) throws Exception {
        return used(open(target(server).privateKey(account.privateKey(type))));
    }

    String userCertificate() throws Exception {
        return used(open(target(server).identity(SshIdentity.of(account.certifiedKey()).withCertificate(account.certificate()))));
    }

    String keyAndThenPassword() throws Exception {
        try (LoopbackServer strict = kind.startForKeyAndPassword(account)) {
            SshTarget.Builder target = target(strict).privateKey(account.privateKey("ed25519"));
            try {
                used(open(target));
                return "the key is enough";
            } catch (SshAuthenticationException asItMust) {
                return used(open(target.password(Account.PASSWORD.toCharArray())));
            }
        }
    }

    String hostCertificate() throws Exception {
        return used(open("by-authority"));
    }

    String keyExchange(String profile) throws Exception {
        try (SshConnection connection = open(profile)) {
            assertThat(connection.info().keyExchange()).startsWith(profile);
            return used(connection);
        }
    }

    // ---- commands ----

    String command() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec("echo out; echo err >&2; exit 3");
            assertThat(result.stdout()).isEqualTo("out\n");
            assertThat(result.stderr()).isEqualTo("err\n");
            assertThat(result.exitCode()).isEqualTo(3);
            return WORKS;
        }
    }

    String exitSignal() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec("kill -TERM $$");
            assertThat(result.connectionLost()).isFalse();
            return "TERM".equals(result.exitSignal()) ? WORKS : "exit status " + result.exitCode();
        }
    }

    /** A process that has received the signal does not read what is sent after it. */
    String signal() throws Exception {
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("exec cat"))) {
            say(process, "before\n");
            assertThat(process.stdout().readNBytes(7)).asString().isEqualTo("before\n");
            process.signal("TERM");
            try {
                say(process, "after\n");
            } catch (IOException ended) {
                // It has ended.
            }
            return process.stdout().read() < 0 ? WORKS : "not delivered";
        }
    }

    String environment() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(
                    SshCommand.shell("echo \"<$GREETING>\"").withEnvironment("GREETING", "hello there"));
            assertThat(result.succeeded()).isTrue();
            return result.stdout().equals("<hello there>\n") ? WORKS : result.stdout().strip();
        }
    }

    String timeLimit() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("echo before; exec sleep 100").withTimeout(Duration.ofSeconds(1)));
            assertThat(result.timedOut()).isTrue();
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(result.connectionLost()).isFalse();
            return commandAfter(connection);
        }
    }

    /** Dropbear closes channels that are opened while the process of a previous one ends. */
    private static String commandAfter(SshConnection connection) {
        await().ignoreExceptionsMatching(e -> e instanceof SshException ssh && ssh.code() == SshErrorCode.CHANNEL_REFUSED)
                .until(() -> connection.exec("echo after").stdout().equals("after\n"));
        return WORKS;
    }

    String streams() throws Exception {
        try (SshConnection connection = open(); SshProcess process = connection.start(
                SshCommand.shell("while read line; do echo \"got $line\"; done; echo end >&2; exit 5"))) {
            for (String line : List.of("one\n", "two\n")) {
                say(process, line);
                assertThat(readUntil(process, "\n")).isEqualTo("got " + line);
            }
            process.stdin().close();
            assertThat(process.stdout().read()).isNegative();
            assertThat(process.stderr().readAllBytes()).asString().isEqualTo("end\n");
            process.waitFor();
            assertThat(process.exitValue()).isEqualTo(5);
            return WORKS;
        }
    }

    String severalChannels() throws Exception {
        List<SshProcess> processes = new ArrayList<>();
        try (SshConnection connection = open()) {
            for (int i = 0; i < 5; i++) {
                processes.add(connection.start(SshCommand.shell("exec cat")));
            }
            for (SshProcess process : processes) {
                say(process, "x\n");
                assertThat(readUntil(process, "\n")).isEqualTo("x\n");
            }
            assertThat(connection.info().openChannels()).isEqualTo(5);
            return WORKS;
        }
    }

    String shell() throws Exception {
        try (SshConnection connection = open(); SshShell shell = connection.shell(new SshPty("vt100", 111, 44))) {
            String before = typed(shell, "stty size");
            if (!before.contains("44 111")) {
                return before.contains("44") ? before : "no terminal";
            }
            assertThat(typed(shell, "echo $TERM")).contains("vt100");
            shell.resize(99, 33);
            assertThat(typed(shell, "stty size")).contains("33 99");
            say(shell, "exit 7\n");
            shell.waitFor();
            assertThat(shell.exitValue()).isEqualTo(7);
            return WORKS;
        }
    }

    /**
     * A shell's answer to a line. The shell computes the end of the answer, so that an echo of the line is not taken for it.
     */
    private static String typed(SshShell shell, String line) throws IOException {
        say(shell, line + "; echo \"<$((1+1))>\"\n");
        return readUntil(shell, "<2>");
    }

    private static void say(SshProcess process, String text) throws IOException {
        process.stdin().write(text.getBytes(StandardCharsets.US_ASCII));
        process.stdin().flush();
    }

    private static String readUntil(SshProcess process, String end) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        while (!seen.toString(StandardCharsets.US_ASCII).endsWith(end)) {
            int read = process.stdout().read();
            assertThat(read).as("after " + seen.toString(StandardCharsets.US_ASCII)).isNotNegative();
            seen.write(read);
        }
        return seen.toString(StandardCharsets.US_ASCII);
    }

    // ---- files ----

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    /** A name in the account's home that no other probe uses. */
    private String remote(String name) {
        return account.home().resolve(kind + "-" + name + SESSIONS.incrementAndGet()).toString();
    }

    String fileSystem() throws Exception {
        try (SshConnection connection = open(); FileSystem files = connection.fileSystem()) {
            Path top = Files.createDirectory(files.getPath(remote("tree")));
            Path file = Files.writeString(top.resolve("ä file"), "content");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            Path other = Files.writeString(top.resolve("other"), "old");
            Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
            Files.createSymbolicLink(top.resolve("link"), other.getFileName());
            assertThat(Files.readString(top.resolve("link"))).isEqualTo("content");
            try (Stream<Path> walk = Files.walk(top)) {
                assertThat(walk.map(path -> top.relativize(path).toString())).containsExactlyInAnyOrder("", "other", "link");
            }
            Files.delete(other);
            assertThat(Files.exists(other)).isFalse();
            return WORKS;
        }
    }

    String transfer() throws Exception {
        try (SshConnection connection = open()) {
            Path source = Files.write(folder.resolve("source"), random(3_000_001));
            String there = remote("copy");
            assertThat(connection.upload(source, there).bytes()).isEqualTo(3_000_001);
            Path back = folder.resolve("back");
            Files.deleteIfExists(back);
            connection.download(there, back);
            assertThat(Files.mismatch(source, back)).isEqualTo(-1);
            return WORKS;
        }
    }

    String resume() throws Exception {
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        SshTransferOptions broken = resuming.withListener(progress -> progress.bytes() < 2_000_000);
        try (SshConnection connection = open()) {
            Path source = Files.write(folder.resolve("whole"), random(4_000_000));
            String there = remote("resumed");
            Path back = folder.resolve("resumed");
            Files.deleteIfExists(back);
            assertThat(cancelled(() -> connection.upload(source, there, broken))).isTrue();
            assertResumed(connection.upload(source, there, resuming));
            assertThat(cancelled(() -> connection.download(there, back, broken))).isTrue();
            assertResumed(connection.download(there, back, resuming));
            assertThat(Files.mismatch(source, back)).isEqualTo(-1);
            return WORKS;
        }
    }

    private interface Call {
        void run() throws SshException;
    }

    private static boolean cancelled(Call transfer) throws SshException {
        try {
            transfer.run();
            return false;
        } catch (SshException e) {
            if (e.code() != SshErrorCode.TRANSFER_CANCELLED) {
                throw e;
            }
            return true;
        }
    }

    private static void assertResumed(SshTransferResult result) {
        assertThat(result.resumedBytes()).isGreaterThan(1_000_000);
        assertThat(result.bytes() + result.resumedBytes()).isEqualTo(4_000_000);
    }

    // ---- forwarding ----

    String forwardLocal() throws Exception {
        try (SshConnection connection = open(withKey().allowForwarding(true));
                SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.getLocalPort())) {
            return exchanged(new Socket(), forward.port());
        }
    }

    /** @param port 0 for a port that the server chooses */
    String forwardRemote(int port) throws Exception {
        return with("tcpip-forward-request-timeout", 2_000, () -> forwardedRemote(port));
    }

    private String forwardedRemote(int port) throws Exception {
        try (SshConnection connection = open(withKey().allowForwarding(true));
                SshForward forward = connection.forwardRemote(port, "127.0.0.1", echo.getLocalPort())) {
            assertThat(forward.port()).isNotZero().isNotEqualTo(echo.getLocalPort());
            return exchanged(new Socket(), forward.port());
        }
    }

    String forwardDynamic() throws Exception {
        try (SshConnection connection = open(withKey().allowForwarding(true)); SshForward forward = connection.forwardDynamic(0)) {
            Proxy proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", forward.port()));
            return exchanged(new Socket(proxy), echo.getLocalPort());
        }
    }

    private static String exchanged(Socket socket, int port) throws IOException {
        try (socket) {
            socket.setSoTimeout(10_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("hello") ? WORKS : "closed after <" + answer + ">";
        } catch (SocketException closed) {
            return "closed after <>";
        }
    }

    String jumpHost() throws Exception {
        try (EmbeddedSshServer behind = EmbeddedSshServer.start();
                SshConnection connection = open(AdapterFixture.target(behind).jump(withKey().build()))) {
            assertThat(connection.info().relayMode()).isTrue();
            assertThat(connection.info().port()).isEqualTo(behind.port());
            return used(connection);
        }
    }

    // ---- transport ----

    String compression() throws Exception {
        try (SshConnection connection = open("compressed")) {
            long before = relay.bytes(Relay.Direction.TO_CLIENT);
            assertThat(connection.exec("head -c 1000000 /dev/zero").stdoutBytes()).isEqualTo(1_000_000);
            return relay.bytes(Relay.Direction.TO_CLIENT) - before < 100_000 ? WORKS : "not compressed";
        }
    }

    /** Nothing else makes this server send data. */
    String keepaliveReply() throws Exception {
        try (SshConnection connection = open("kept-alive")) {
            SshConnectionInfo info = connection.info();
            long before = relay.bytes(Relay.Direction.TO_CLIENT);
            await().pollInterval(Duration.ofMillis(20)).until(() -> relay.bytes(Relay.Direction.TO_CLIENT) > before);
            assertThat(connection.info().alive()).isTrue();
            assertThat(connection.info().connectedAt()).isEqualTo(info.connectedAt());
            return WORKS;
        }
    }

    /** Servers that can be configured request new keys after each 1 MB. */
    String rekeyByServer() throws Exception {
        return rekeyed(5_000_000, 1);
    }

    String rekeyByClient() throws Exception {
        return with("rekey-bytes-limit", 300_000, () -> rekeyed(1_000_000, 3));
    }

    private interface Work {
        String run() throws Exception;
    }

    /** Sets a property of MINA, which affects the sessions that begin while it is set. */
    private static String with(String property, long value, Work work) throws Exception {
        String name = "org.apache.sshd.config." + property;
        System.setProperty(name, String.valueOf(value));
        try {
            return work.run();
        } finally {
            System.clearProperty(name);
        }
    }

    /**
     * Sends much data and receives as much on one connection, and repeats this until there were this many key exchanges. How
     * much data passes between two exchanges depends on the machine's speed, because a peer goes on sending as long as its
     * window allows.
     */
    private String rekeyed(int size, int times) throws Exception {
        byte[] content = random(size);
        CRC32 sum = new CRC32();
        sum.update(content);
        try (NewKeys newKeys = new NewKeys(); SshConnection connection = open()) {
            int commands = 0;
            do {
                SshCommandResult result = connection.exec(
                        SshCommand.shell("gzip -1 | tail -c 8 | od -A n -t u4; head -c " + size + " /dev/zero").withStdin(content));
                assertThat(result.stdout().strip()).startsWith(sum.getValue() + " ");
                assertThat(result.stdoutBytes()).isGreaterThan(size);
            } while (++commands < 10 && newKeys.count() > 1 && newKeys.count() <= times);
            return newKeys.count() > times ? WORKS : newKeys.count() == 1 ? "no new keys" : newKeys.count() + " new keys";
        }
    }

    /** Counts the new keys of MINA's client sessions, according to their log. */
    private static final class NewKeys extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger("io.sshra.ssh.mina.MinaSession");
        private final AtomicInteger count = new AtomicInteger();

        NewKeys() {
            logger.setLevel(Level.FINE);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        int count() {
            return count.get();
        }

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().startsWith("handleNewKeys") && line.getMessage().contains("SSH_MSG_NEWKEYS")) {
                count.incrementAndGet();
            }
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }
}
