package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshTransferOptions;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OddSftp;
import io.sshra.testing.Oddity;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * Servers that are odd in several ways at once. Whatever they do: each operation of {@link Files} and each transfer is right or throws an
 * exception, no file has wrong content under its final name, no thread remains, and no other channel is harmed. jqwik prints the seed and
 * the combination that failed.
 */
@Tag("long")
class OddServerPropertyTest {

    private static final Set<Oddity> SILENT = EnumSet.of(Oddity.SILENT, Oddity.NOT_READING, Oddity.MISSING_ANSWER, Oddity.LATE_ANSWER);
    /** Types of requests of version 3, from OPEN to SYMLINK. */
    private static final int FIRST_REQUEST = SftpConstants.SSH_FXP_OPEN;
    private static final int LAST_REQUEST = SftpConstants.SSH_FXP_SYMLINK;
    private static final int AT_ONCE = 4;
    private static final List<Peer> PEERS = new ArrayList<>();

    /** A server, a connection to it, and a process on that, which must not be harmed. */
    private static final class Peer implements AutoCloseable {

        final OddSftp sftp = new OddSftp();
        private final EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(sftp)));
        private final AdapterFixture fixture = new AdapterFixture();
        final SshConnection connection =
                fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
        private final SshProcess process = connection.start(SshCommand.shell("exec cat"));

        Peer() throws Exception {
            // The connection's.
        }

        void assertNothingElseIsHarmed() throws Exception {
            process.stdin().write('x');
            process.stdin().flush();
            assertThat(process.stdout().read()).as("another process of the connection").isEqualTo('x');
            assertThat(server.authenticatedSessions()).as("log-ins").isEqualTo(1);
            await().until(() -> connection.info().openChannels() == 1 && server.openChannels() == 1);
        }

        @Override
        public void close() {
            process.close();
            connection.close();
            fixture.close();
            server.close();
        }
    }

    @BeforeContainer
    static void start() throws Exception {
        for (int i = 0; i < AT_ONCE; i++) {
            PEERS.add(new Peer());
        }
    }

    @AfterContainer
    static void stop() {
        PEERS.forEach(Peer::close);
        PEERS.clear();
    }

    private static Arbitrary<Set<Oddity>> oddities() {
        return Arbitraries.of(EnumSet.complementOf(EnumSet.copyOf(SILENT))).set().ofMinSize(1).ofMaxSize(5);
    }

    /**
     * How a server is odd.
     *
     * @param refused    the type of the requests that all fail; 0 for none
     * @param inFiles    which request gets no answer while a file system is used, where that is one of the oddities
     * @param inTransfers likewise
     */
    record Combination(Set<Oddity> oddities, int refused, int inFiles, int inTransfers) {
    }

    @Provide
    Arbitrary<List<Combination>> answering() {
        return Combinators.combine(oddities(), Arbitraries.integers().between(FIRST_REQUEST, LAST_REQUEST).injectNull(0.5))
                .as((oddities, refused) -> new Combination(oddities, refused == null ? 0 : refused, 0, 0)).list().ofSize(AT_ONCE);
    }

    @Provide
    Arbitrary<List<Combination>> silent() {
        return Combinators.combine(Arbitraries.of(SILENT), oddities(), Arbitraries.integers().between(1, 150),
                Arbitraries.integers().between(1, 60)).as((silent, others, inFiles, inTransfers) -> {
                    Set<Oddity> all = EnumSet.of(silent);
                    all.addAll(others);
                    return new Combination(all, 0, inFiles, inTransfers);
                }).list().ofSize(AT_ONCE);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void whateverAServerDoesOperationsAreRightOrFail(@ForAll("answering") List<Combination> combinations, @ForAll int seed)
            throws Exception {
        tried(combinations, Duration.ofSeconds(60), seed);
    }

    /** Who waits for a silent server is interrupted, or has a time limit. */
    @Property(shrinking = ShrinkingMode.OFF)
    void whateverASilentServerDoesOperationsAreRightOrFail(@ForAll("silent") List<Combination> combinations, @ForAll int seed)
            throws Exception {
        tried(combinations, Duration.ofMillis(500), seed);
    }

    private static void tried(List<Combination> combinations, Duration limit, int seed) throws Exception {
        List<Running> all = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Peer peer = PEERS.get(i);
            Combination combination = combinations.get(i);
            all.add(inThread(() -> tried(peer, combination, limit, seed)));
        }
        for (Running one : all) {
            one.ended();
        }
        assertNoThreadIsLeft();
    }

    private static void tried(Peer peer, Combination odd, Duration limit, int seed) throws Exception {
        Path folder = Files.createTempDirectory("odd");
        try {
            peer.sftp.with(odd.oddities()).refusing(odd.refused()).silentAt(odd.inFiles());
            files(peer, odd.oddities(), folder, seed);
            peer.sftp.with(odd.oddities()).silentAt(odd.inTransfers());
            inThread(() -> new TransferOperations(folder, peer.connection, odd.oddities(), limit, new Random(seed)).all()).ended();
            peer.assertNothingElseIsHarmed();
        } finally {
            peer.sftp.with(Set.of()).refusing(0);
            delete(folder);
        }
    }

    /** One interrupt when the server is silent ends them. */
    private static void files(Peer peer, Set<Oddity> oddities, Path folder, int seed) throws Exception {
        Running running = inThread(() -> {
            try (FileSystem remote = peer.connection.fileSystem()) {
                new FileOperations(folder, remote, oddities, new Random(seed)).all();
            } catch (SshException notOpened) {
                // It could not begin.
            }
        });
        CompletableFuture.anyOf(running.done().exceptionally(any -> null), peer.sftp.silence()).get(Patience.SECONDS, TimeUnit.SECONDS);
        await().until(() -> running.done().isDone() || running.isWaiting());
        boolean interrupted = !running.done().isDone();
        if (interrupted) {
            running.thread().interrupt();
        }
        try {
            running.ended();
        } catch (ExecutionException e) {
            if (!interrupted || !(e.getCause() instanceof InterruptedIOException) && !(e.getCause() instanceof ClosedByInterruptException)) {
                throw e;
            }
        }
    }

    /** A thread, which must come to an end. */
    private record Running(Thread thread, CompletableFuture<Void> done) {

        static final String NAME = "odd operation";

        void ended() throws Exception {
            try {
                done.get(Patience.SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                StringBuilder stacks = new StringBuilder("it has not come to an end");
                Thread.getAllStackTraces().forEach((running, stack) -> {
                    if (running.getName().equals(NAME)) {
                        stacks.append("\n\n").append(running.getState());
                        Stream.of(stack).forEach(at -> stacks.append("\n  at ").append(at));
                    }
                });
                throw new AssertionError(stacks.toString(), e);
            }
        }

        boolean isWaiting() {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }
    }

    private static Running inThread(Operation operation) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                operation.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }, Running.NAME);
        thread.setDaemon(true);
        thread.start();
        return new Running(thread, done);
    }

    /** Of a thread. */
    private interface Operation {
        void run() throws Exception;
    }

    private static void assertNoThreadIsLeft() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("ssh-ra-transfer")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Uploads and downloads, resumed ones included. Within their time. */
    private record TransferOperations(Path folder, SshConnection connection, Set<Oddity> oddities, Duration limit, Random random) {

        private SshTransferOptions options() {
            return SshTransferOptions.defaults().withTimeout(limit);
        }

        /** As the server calls it. */
        private String remote(Path file) {
            return (oddities.contains(Oddity.WINDOWS_PATHS) ? "C:" : "") + file;
        }

        void all() throws Exception {
            Path local = Files.createDirectory(folder.resolve("local"));
            Path there = Files.createDirectory(folder.resolve("there"));
            byte[] content = content(random.nextInt(300_000));
            byte[] before = content(random.nextInt(1000));
            Path source = Files.write(local.resolve("source"), content);
            for (SshTransferOptions options : List.of(options(), options().withResume())) {
                Path target = there.resolve("target");
                Files.write(target, before);
                boolean uploaded = done(() -> connection.upload(source, remote(target), options));
                assertOneOf(target, uploaded, content, before);
                Path up = Files.write(there.resolve("source"), content);
                Path back = Files.write(local.resolve("back"), before);
                boolean downloaded = done(() -> connection.download(remote(up), back, options));
                assertOneOf(back, downloaded, content, before);
            }
            resumedUpload(local, there, content);
            trees(local, there);
        }

        /** A part of an earlier upload with a gap, and one that is longer than the source. */
        private void resumedUpload(Path local, Path there, byte[] content) throws Exception {
            Path source = local.resolve("source");
            Path target = there.resolve("resumed");
            done(() -> connection.upload(source, remote(target), options().withResume().withListener(progress -> progress.bytes() < content.length / 2)));
            try (Stream<Path> parts = Files.list(there)) {
                for (Path part : parts.filter(file -> file.toString().endsWith(".part")).toList()) {
                    byte[] bytes = Files.readAllBytes(part);
                    for (int i = bytes.length / 2; i < bytes.length; i++) {
                        bytes[i] = 0;
                    }
                    Files.write(part, bytes);
                }
            }
            boolean resumed = done(() -> connection.upload(source, remote(target), options().withResume()));
            assertOneOf(target, resumed, content, null);
        }

        private void trees(Path local, Path there) throws Exception {
            Path tree = Files.createDirectories(local.resolve("tree/sub"));
            for (int i = 0; i < 6; i++) {
                Files.write(tree.resolve("file" + i), content(i * 1000));
            }
            Files.createSymbolicLink(tree.resolve("link"), Path.of("file1"));
            boolean up = done(() -> connection.upload(local.resolve("tree"), remote(there.resolve("up")), options()));
            boolean down = done(() -> connection.download(remote(local.resolve("tree")), folder.resolve("down"), options()));
            for (int i = 0; i < 6; i++) {
                assertOneOf(there.resolve("up/sub/file" + i), up, content(i * 1000), null);
                assertOneOf(folder.resolve("down/sub/file" + i), down, content(i * 1000), null);
            }
        }

        /** @param before what the file had; null if it was not there */
        private static void assertOneOf(Path file, boolean isDone, byte[] content, byte[] before) throws IOException {
            if (isDone || Files.exists(file)) {
                byte[] found = Files.readAllBytes(file);
                if (isDone || !java.util.Arrays.equals(found, before)) {
                    assertThat(found).as(file.toString()).isEqualTo(content);
                }
            }
        }

        private byte[] content(int length) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            return bytes;
        }

        private static boolean done(Operation operation) throws Exception {
            try {
                operation.run();
                return true;
            } catch (SshException e) {
                return false;
            }
        }
    }
}
