package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAlgorithms;
import io.sshra.SshAuthenticationException;
import io.sshra.SshChannelLimitException;
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
import io.sshra.SshStream;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.testing.Account;
import io.sshra.testing.AtOnce;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.Patience;
import io.sshra.testing.Relay;
import io.sshra.testing.SocksSocket;
import io.sshra.testing.TcpService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private final NewKeys newKeys;
    private final LoopbackServer server;
    private final Relay relay;
    private final AdapterFixture fixture;
    private final TcpService echo = TcpService.echo();
    private final TcpService echoAtTheEnd = TcpService.echoAtTheEnd();

    /**
     * @param folder  for files on this side
     * @param newKeys of all servers
     */
    InteropProbes(InteropServer kind, Account account, Path folder, NewKeys newKeys) throws Exception {
        this.newKeys = newKeys;
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
                  KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org
                Host *
                  HostName 127.0.0.1
                  Port %2$d
                  User %3$s
                  IdentityFile key
                  UserKnownHostsFile known_hosts
                  %4$s
                """.formatted(relay.port(), server.port(), Account.NAME, kind.macs() == null ? "" : "MACs " + kind.macs()));
    }

    @Override
    public void close() throws IOException {
        fixture.close();
        relay.close();
        server.close();
        echo.close();
        echoAtTheEnd.close();
    }

    // ---- connections ----

    private SshTarget.Builder target(LoopbackServer to) {
        return SshTarget.builder().host(to.host()).port(to.port()).username(Account.NAME)
                .hostKeyFingerprint(to.hostKeyFingerprint()).algorithms(SshAlgorithms.DEFAULTS.withMacs(kind.macs()));
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

    private SshConnection openForForwarding() throws SshException {
        return open(withKey().allowForwarding(true));
    }

    private SshConnection open(String profile) throws SshException {
        return fixture.factory.getConnection(SshConnectionSpec.of("alice", "s" + SESSIONS.incrementAndGet(), profile));
    }

    private String used(SshConnection opened) throws SshException {
        try (opened) {
            if (kind.runsCommands() || opened.info().relayMode()) {
                assertThat(opened.exec("echo there").stdout()).isEqualTo("there\n");
            } else {
                try (FileSystem files = opened.fileSystem()) {
                    assertThat(Files.isDirectory(files.getPath(kind.home(account)))).isTrue();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
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
            if (!kind.runsCommands()) {
                SshCommandResult result = connection.exec("exit 3");
                return "exit status " + result.exitCode() + ", " + (result.stdout() + result.stderr()).strip();
            }
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

    /** A process that has got the signal soon says nothing more. What is sent after it may come before it. */
    String signal() throws Exception {
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("exec cat"))) {
            say(process, "before\n");
            assertThat(process.stdout().readNBytes(7)).asString().isEqualTo("before\n");
            process.signal("TERM");
            for (int i = 0; i < 100; i++) {
                try {
                    say(process, "x");
                } catch (IOException ended) {
                    // It has ended.
                }
                if (process.stdout().read() < 0) {
                    return WORKS;
                }
            }
            return "not delivered";
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
            SshCommandResult result = connection.exec(SshCommand.shell("echo before; exec sleep 100").withTimeout(Duration.ofSeconds(2)));
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

    /** More than the window of a channel: the server has to wait for this side. */
    String largeOutput() throws Exception {
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("head -c 5000000 /dev/zero"))) {
            long read = process.stdout().transferTo(OutputStream.nullOutputStream());
            process.waitFor();
            return read == 5_000_000 ? WORKS : "cut off";
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

    /** As many channels as the adapter opens on one connection unless told otherwise; all remain in use. */
    String fullBudget() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        try (SshConnection connection = open()) {
            for (int i = 0; i < fixture.adapter.getMaxChannelsPerConnection(); i++) {
                all.add(kind.runsCommands() ? connection.start(SshCommand.shell("exec cat")) : connection.fileSystem());
            }
            assertThatThrownBy(connection::fileSystem).isInstanceOf(SshChannelLimitException.class);
            for (AutoCloseable one : all) {
                if (one instanceof SshProcess process) {
                    say(process, "x\n");
                    assertThat(readUntil(process, "\n")).isEqualTo("x\n");
                } else {
                    assertThat(Files.isDirectory(((FileSystem) one).getPath(kind.home(account)))).isTrue();
                }
            }
            return WORKS;
        }
    }

    // ---- files ----

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    /** A name in the account's home that no other probe uses. */
    private String remote(String name) {
        return Path.of(kind.home(account)).resolve(kind + "-" + name + SESSIONS.incrementAndGet()).toString();
    }

    String fileSystem() throws Exception {
        try (SshConnection connection = open(); FileSystem files = connection.fileSystem()) {
            Path top = Files.createDirectory(files.getPath(remote("tree")));
            Path file = Files.writeString(top.resolve("ä file"), "content");
            Path other = Files.writeString(top.resolve("other"), "old");
            Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
            assertThat(Files.readString(other)).isEqualTo("content");
            Files.createDirectory(top.resolve("folder"));
            try (Stream<Path> walk = Files.walk(top)) {
                assertThat(walk.map(path -> top.relativize(path).toString())).containsExactlyInAnyOrder("", "other", "folder");
            }
            Files.delete(other);
            assertThat(Files.exists(other)).isFalse();
            return WORKS;
        }
    }

    String permissions() throws Exception {
        try (SshConnection connection = open(); FileSystem files = connection.fileSystem()) {
            Path file = Files.writeString(files.getPath(remote("permissions")), "content");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            String seen = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return seen.equals("rw-r-----") ? WORKS : seen;
        }
    }

    /** It leads to the folder beside it, and is removed without that. */
    String links() throws Exception {
        try (SshConnection connection = open(); FileSystem files = connection.fileSystem()) {
            Link link = link(files);
            if (!Files.isDirectory(link.path())) {
                return "no link";
            }
            if (!Files.isSymbolicLink(link.path())) {
                return "a folder";
            }
            try {
                Files.delete(link.path());
            } catch (FileSystemException refused) {
                return "not removed";
            }
            if (!Files.isDirectory(link.folder())) {
                return "its folder is removed";
            }
            assertThat(Files.exists(link.path(), LinkOption.NOFOLLOW_LINKS)).isFalse();
            return WORKS;
        }
    }

    /** The link says what it was given. */
    String relativeLink() throws Exception {
        try (SshConnection connection = open(); FileSystem files = connection.fileSystem()) {
            Link link = link(files);
            Path text = Files.readSymbolicLink(link.path());
            return text.equals(link.folder().getFileName()) ? WORKS : text.equals(link.folder()) ? "an absolute path" : text.toString();
        }
    }

    /** A link to a folder beside it. */
    private record Link(Path path, Path folder) {
    }

    private Link link(FileSystem files) throws IOException {
        Path top = Files.createDirectory(files.getPath(remote("links")));
        // A server that takes the two paths the other way round makes a link of this name in its own folder.
        Path folder = Files.createDirectory(top.resolve(kind + "-empty"));
        return new Link(Files.createSymbolicLink(top.resolve("link"), folder.getFileName()), folder);
    }

    String timesAfter2038() throws Exception {
        Path source = Files.writeString(folder.resolve("late"), "content");
        FileTime late = FileTime.from(Instant.parse("2050-01-02T03:04:05Z"));
        Files.setLastModifiedTime(source, late);
        try (SshConnection connection = open()) {
            String there = remote("late");
            connection.upload(source, there, SshTransferOptions.defaults().withTimes());
            Path back = folder.resolve("late-back");
            retried(() -> connection.download(there, back, SshTransferOptions.defaults().withTimes()));
            FileTime seen = Files.getLastModifiedTime(back);
            return seen.equals(late) ? WORKS : String.valueOf(seen.toInstant().atZone(ZoneOffset.UTC).getYear());
        }
    }

    /** Each file has its own content. */
    String tree() throws Exception {
        Path source = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < 6; i++) {
            Path inside = Files.createDirectories(source.resolve("folder" + i + "/inside"));
            for (int k = 0; k < 10; k++) {
                Files.writeString(inside.resolve("file" + k), "content of " + i + "/" + k + "\n".repeat(100 * k));
            }
        }
        try (SshConnection connection = open()) {
            String there = remote("many");
            assertThat(connection.upload(source, there).files()).isEqualTo(60);
            Path back = folder.resolve("tree-back");
            assertThat(retried(() -> connection.download(there, back)).files()).isEqualTo(60);
            int wrong = 0;
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    wrong += Files.mismatch(file, back.resolve(source.relativize(file))) == -1 ? 0 : 1;
                }
            }
            return wrong == 0 ? WORKS : "files with other bytes";
        }
    }

    /** Told as such, and the other channels of the connection go on. */
    String textBeforeSftp() throws Exception {
        LoopbackServer greeting = kind.startWithTextBeforeSftp(account);
        if (greeting == null) {
            return "nothing else writes there";
        }
        try (greeting; SshConnection connection = open(target(greeting).privateKey(account.privateKey("ed25519")))) {
            List<SshProcess> others = new ArrayList<>();
            if (kind != InteropServer.TINYSSH) {
                others.add(connection.start(SshCommand.shell("exec cat")));
            }
            try {
                connection.fileSystem().close();
                return "served";
            } catch (SshException e) {
                if (e.code() != SshErrorCode.SFTP_NOT_AVAILABLE) {
                    return e.code().name();
                }
                assertThat(e).hasMessageContaining("Welcome to this machine");
            }
            for (SshProcess other : others) {
                say(other, "still there\n");
                assertThat(readUntil(other, "\n")).isEqualTo("still there\n");
            }
            return WORKS;
        }
    }

    String transfer() throws Exception {
        try (SshConnection connection = open()) {
            Path source = Files.write(folder.resolve("source"), random(1_000_001));
            String there = remote("copy");
            assertThat(connection.upload(source, there).bytes()).isEqualTo(1_000_001);
            Path back = folder.resolve("back");
            Files.deleteIfExists(back);
            retried(() -> connection.download(there, back));
            assertThat(Files.mismatch(source, back)).isEqualTo(-1);
            return WORKS;
        }
    }

    /** Bytes of a transfer that is broken off in the middle. */
    private static final int RESUMED_SIZE = 2_000_000;
    private static final SshTransferOptions RESUMING = SshTransferOptions.defaults().withResume();
    private static final SshTransferOptions BROKEN = RESUMING.withListener(progress -> progress.bytes() < RESUMED_SIZE / 2);

    String resumedUpload() throws Exception {
        try (SshConnection connection = open()) {
            Path source = Files.write(folder.resolve("whole"), random(RESUMED_SIZE));
            String there = remote("resumed");
            assertThat(cancelled(() -> connection.upload(source, there, BROKEN))).isTrue();
            SshTransferResult result = retried(() -> connection.upload(source, there, RESUMING));
            Path back = folder.resolve("whole-back");
            retried(() -> connection.download(there, back));
            return Files.mismatch(source, back) == -1 ? resumed(result) : "other bytes";
        }
    }

    String resumedDownload() throws Exception {
        try (SshConnection connection = open()) {
            Path source = Files.write(folder.resolve("source-of-download"), random(RESUMED_SIZE));
            String there = remote("downloaded");
            connection.upload(source, there);
            Path back = folder.resolve("resumed");
            assertThat(cancelled(() -> connection.download(there, back, BROKEN))).isTrue();
            SshTransferResult result = retried(() -> connection.download(there, back, RESUMING));
            assertThat(Files.mismatch(source, back)).isEqualTo(-1);
            return resumed(result);
        }
    }

    private interface Call<T> {
        T run() throws SshException;
    }

    /** Dropbear closes a new channel if the process of another one ends at that moment. */
    private <T> T retried(Call<T> transfer) throws SshException {
        for (int attempt = 1;; attempt++) {
            try {
                return transfer.run();
            } catch (SshException e) {
                if (kind != InteropServer.DROPBEAR || e.code() != SshErrorCode.SFTP_NOT_AVAILABLE || attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private boolean cancelled(Call<SshTransferResult> transfer) throws SshException {
        try {
            retried(transfer);
            return false;
        } catch (SshException e) {
            if (e.code() != SshErrorCode.TRANSFER_CANCELLED) {
                throw e;
            }
            return true;
        }
    }

    private static String resumed(SshTransferResult result) {
        if (result.resumedBytes() == 0) {
            assertThat(result.bytes()).isEqualTo(RESUMED_SIZE);
            return "begun anew";
        }
        assertThat(result.resumedBytes()).isGreaterThan(RESUMED_SIZE / 4);
        assertThat(result.bytes() + result.resumedBytes()).isEqualTo(RESUMED_SIZE);
        return WORKS;
    }

    // ---- forwarding ----

    String forwardLocal() throws Exception {
        try (SshConnection connection = openForForwarding();
                SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.port())) {
            return exchanged(new Socket(), forward.port());
        }
    }

    String forwardRemote() throws Exception {
        return onAFreePort(this::forwardRemote);
    }

    private interface ProbeOfAPort {
        String run(int port) throws Exception;
    }

    /** On a port that nobody has; another one if somebody takes it meanwhile. */
    private static String onAFreePort(ProbeOfAPort probe) throws Exception {
        for (int attempt = 1;; attempt++) {
            try {
                return probe.run(HostileServer.freePort());
            } catch (SshException e) {
                if (e.code() != SshErrorCode.FORWARDING_FAILED || attempt == 2) {
                    throw e;
                }
            }
        }
    }

    /**
     * Tries again if another program has answered. Dropbear listens on ::1 and on 127.0.0.1, and is content with one of them: the port that it
     * has, or chooses, may be another server's at 127.0.0.1.
     *
     * @param port 0 for one that the server chooses
     */
    String forwardRemote(int port) throws Exception {
        for (int attempt = 1;; attempt++) {
            try (SshConnection connection = openForForwarding();
                    SshForward forward = connection.forwardRemote(port, "127.0.0.1", echo.port())) {
                assertThat(forward.port()).isNotZero().isNotEqualTo(echo.port());
                String result = exchanged(new Socket(), forward.port());
                if (result.equals(WORKS) || forward.totalConnections() > 0 || attempt == 3) {
                    return result;
                }
                port = port == 0 ? 0 : HostileServer.freePort();
            }
        }
    }

    String halfClosedRemote() throws Exception {
        return onAFreePort(this::halfClosedRemote);
    }

    private String halfClosedRemote(int port) throws Exception {
        for (int attempt = 1;; attempt++) {
            try (SshConnection connection = openForForwarding();
                    SshForward forward = connection.forwardRemote(port, "127.0.0.1", echoAtTheEnd.port());
                    Socket socket = new Socket("127.0.0.1", forward.port())) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Patience.SECONDS));
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (answer.equals("hello")) {
                    return WORKS;
                }
                if (forward.totalConnections() > 0 || attempt == 3) {
                    return "ended after <" + answer + ">";
                }
                port = HostileServer.freePort();
            } catch (SocketException e) {
                return "ended after <>";
            }
        }
    }

    String forwardRemoteSocket() throws Exception {
        // The server may run as another user.
        Path folder = Files.createTempDirectory("interop");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path socket = folder.resolve("socket");
        try (SshConnection connection = openForForwarding();
                SshForward forward = connection.forwardRemote(socket, "127.0.0.1", echo.port());
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(forward.socket()))) {
            Channels.newOutputStream(client).write("hello".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(Channels.newInputStream(client).readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("hello") ? WORKS : "closed after <" + answer + ">";
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    String forwardDynamic() throws Exception {
        try (SshConnection connection = openForForwarding(); SshForward forward = connection.forwardDynamic(0)) {
            return exchanged(SocksSocket.through(new InetSocketAddress("127.0.0.1", forward.port())), echo.port());
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

    String stream() throws Exception {
        try (SshConnection connection = openForForwarding(); SshStream stream = connection.open("127.0.0.1", echo.port())) {
            return exchanged(stream);
        }
    }

    String halfClosedStream() throws Exception {
        try (SshConnection connection = openForForwarding(); SshStream stream = connection.open("127.0.0.1", echoAtTheEnd.port())) {
            stream.output().write("hello".getBytes(StandardCharsets.US_ASCII));
            stream.shutdownOutput();
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return new String(stream.input().readAllBytes(), StandardCharsets.US_ASCII);
                } catch (IOException closed) {
                    return "an exception";
                }
            });
            // This one never tells the end.
            long limit = kind == InteropServer.CONCH ? 2 : Patience.SECONDS;
            String ended = answer.get(limit, TimeUnit.SECONDS);
            return ended.equals("hello") ? WORKS : "ended after <" + ended + ">";
        } catch (TimeoutException e) {
            return "does not end";
        }
    }

    String streamToSocket() throws Exception {
        // The server may run as another user.
        Path folder = Files.createTempDirectory("interop");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            try (SshConnection connection = openForForwarding(); SshStream stream = connection.open(socket);
                    SocketChannel there = listener.accept()) {
                AtOnce answering = new AtOnce().run(() -> {
                    Channels.newInputStream(there).transferTo(Channels.newOutputStream(there));
                    there.shutdownOutput();
                });
                String result = exchanged(stream);
                stream.shutdownOutput();
                answering.await();
                return result;
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(socket.getParent());
        }
    }

    private static String exchanged(SshStream stream) throws IOException {
        stream.output().write("hello".getBytes(StandardCharsets.US_ASCII));
        String answer = new String(stream.input().readNBytes(5), StandardCharsets.US_ASCII);
        return answer.equals("hello") ? WORKS : "ended after <" + answer + ">";
    }

    String jumpHost() throws Exception {
        try (EmbeddedSshServer behind = EmbeddedSshServer.start();
                SshConnection connection = open(AdapterFixture.target(behind).jump(withKey().build()))) {
            assertThat(connection.info().relayMode()).isTrue();
            assertThat(connection.info().port()).isEqualTo(behind.port());
            return used(connection);
        }
    }

    // ---- refusals ----

    /** Told as such. */
    String refusedTerminal() throws Exception {
        if (kind.keyWithoutTerminal() == null) {
            return "refuses none";
        }
        try (SshConnection connection = open(target(server).privateKey(account.privateKey(kind.keyWithoutTerminal())));
                SshShell shell = connection.shell(new SshPty("vt100", 111, 44))) {
            assertThat(typed(shell, "stty size")).doesNotContain("44 111");
            return "a shell without a terminal";
        } catch (SshException e) {
            return e.code() == SshErrorCode.TERMINAL_REFUSED ? WORKS : e.code().name();
        }
    }

    /** While others do not log in, the server drops who comes; told as such. */
    String droppedWhileBusy() throws Exception {
        LoopbackServer busy = kind.startForOneLogIn(account);
        if (busy == null) {
            return "drops none";
        }
        List<Socket> others = new ArrayList<>();
        try (busy) {
            fill(busy, others);
            open(target(busy).privateKey(account.privateKey("ed25519"))).close();
            return "not dropped";
        } catch (SshException e) {
            return e.code() == SshErrorCode.SERVER_BUSY ? WORKS : e.code().name();
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
    }

    /** Opens connections and does not log in, until the server drops one. What tried whether it listens may still be there. */
    private static void fill(LoopbackServer busy, List<Socket> others) {
        AtomicInteger held = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            Socket other = new Socket(busy.host(), busy.port());
            others.add(other);
            return isDropped(other) ? held.get() > 0 : held.incrementAndGet() < 0;
        });
    }

    private static boolean isDropped(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() != 'S';
        } catch (SocketException reset) {
            return true;
        }
    }

    /** After a refused log-in the server drops the address; told as such. */
    String penalised() throws Exception {
        LoopbackServer strict = kind.startPenalising(account);
        if (strict == null) {
            return "penalises nobody";
        }
        try (strict) {
            try {
                open(target(strict).privateKey(account.certifiedKey())).close();
                throw new AssertionError("logged in by a key that it does not have");
            } catch (SshAuthenticationException refused) {
                await().until(() -> {
                    try (Socket socket = new Socket(strict.host(), strict.port())) {
                        return isDropped(socket);
                    }
                });
            }
            open(target(strict).privateKey(account.privateKey("ed25519"))).close();
            return "not dropped";
        } catch (SshException e) {
            return e.code() == SshErrorCode.SERVER_BUSY ? WORKS : e.code().name();
        }
    }

    // ---- transport ----

    String compression() throws Exception {
        try (SshConnection connection = open("compressed")) {
            if (!kind.runsCommands()) {
                long before = relay.bytes(Relay.Direction.TO_SERVER);
                connection.upload(Files.write(folder.resolve("zeros"), new byte[1_000_000]), remote("zeros"));
                return relay.bytes(Relay.Direction.TO_SERVER) - before < 100_000 ? WORKS : "not compressed";
            }
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

    /** Servers that can be configured request new keys after each 1 MB. asyncssh goes on sending meanwhile, as long as its window allows. */
    String rekeyByServer() throws Exception {
        return rekeyed(kind == InteropServer.ASYNCSSH ? 5_000_000 : 2_500_000, 1);
    }

    /** While MINA's client does so after 300 kB, see {@link InteropTest}. */
    String rekeyByClient() throws Exception {
        return rekeyed(700_000, 3);
    }

    /**
     * Sends much data and receives as much on one connection, and repeats this until there were this many key exchanges. How
     * much data passes between two exchanges depends on the machine's speed, because a peer goes on sending as long as its
     * window allows.
     */
    private String rekeyed(int size, int times) throws Exception {
        byte[] content = random(size);
        int before = newKeys.of(server.port());
        try (SshConnection connection = open()) {
            int seen;
            int rounds = 0;
            do {
                moved(connection, content);
                seen = newKeys.of(server.port()) - before;
            } while (++rounds < 10 && seen > 1 && seen <= times);
            return seen > times ? WORKS : seen == 1 ? "no new keys" : seen + " new keys";
        }
    }

    private void moved(SshConnection connection, byte[] content) throws Exception {
        if (kind.runsCommands()) {
            CRC32 sum = new CRC32();
            sum.update(content);
            SshCommandResult result = connection.exec(
                    SshCommand.shell("gzip -1 | tail -c 8 | od -A n -t u4; head -c " + content.length + " /dev/zero").withStdin(content));
            assertThat(result.stdout().strip()).startsWith(sum.getValue() + " ");
            assertThat(result.stdoutBytes()).isGreaterThan(content.length);
        } else {
            Path source = Files.write(folder.resolve("moved"), content);
            String there = remote("moved");
            connection.upload(source, there);
            Path back = folder.resolve("moved-back");
            Files.deleteIfExists(back);
            retried(() -> connection.download(there, back));
            assertThat(Files.mismatch(source, back)).isEqualTo(-1);
        }
    }

    /** Counts the keys that MINA's client sessions take into use, as their log says, by the port of the server. */
    static final class NewKeys extends Handler implements AutoCloseable {

        private static final Pattern LINE = Pattern.compile("handleNewKeys\\(.*:(\\d+)]\\) SSH_MSG_NEWKEYS.*");

        private final Logger logger = Logger.getLogger("io.sshra.ssh.mina.MinaSession");
        private final Map<Integer, AtomicInteger> counts = new ConcurrentHashMap<>();

        NewKeys() {
            logger.setLevel(Level.FINE);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        int of(int port) {
            return counts.computeIfAbsent(port, first -> new AtomicInteger()).get();
        }

        @Override
        public void publish(LogRecord line) {
            Matcher found = LINE.matcher(line.getMessage());
            if (found.matches()) {
                counts.computeIfAbsent(Integer.valueOf(found.group(1)), first -> new AtomicInteger()).incrementAndGet();
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
