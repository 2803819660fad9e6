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
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Servers that are odd in several ways at once. Whatever they do: each operation of {@link Files} and each transfer is right or throws an
 * exception, no file has wrong content under its final name, no thread remains, and no other channel is harmed. jqwik prints the seed and
 * the combination that failed.
 */
class OddServerPropertyTest {

    private static EmbeddedSshServer server;
    private static AdapterFixture fixture;
    private static SshConnection connection;
    private static SshProcess process;
    private static final OddSftp SFTP = new OddSftp();

    @BeforeContainer
    static void start() throws Exception {
        server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(SFTP)));
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
        process = connection.start(SshCommand.shell("exec cat"));
    }

    @AfterContainer
    static void stop() {
        process.close();
        connection.close();
        fixture.close();
        server.close();
    }

    @Provide
    Arbitrary<Set<Oddity>> combinations() {
        return Arbitraries.of(Oddity.class).set().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void whateverAServerDoesOperationsAreRightOrFail(@ForAll("combinations") Set<Oddity> oddities, @ForAll int seed) throws Exception {
        SFTP.with(oddities);
        Path folder = Files.createTempDirectory("odd");
        try {
            run(() -> {
                try (FileSystem remote = connection.fileSystem()) {
                    new FileOperations(folder, remote, oddities, new Random(seed)).all();
                } catch (SshException notOpened) {
                    // It could not begin.
                }
            });
            run(() -> new TransferOperations(folder, connection, new Random(seed)).all());
            assertNothingElseIsHarmed();
        } finally {
            SFTP.with(Set.of());
            delete(folder);
        }
    }

    /** In a thread of its own, which must come to an end. */
    private static void run(Operation operation) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                operation.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        }, "odd operation");
        thread.setDaemon(true);
        thread.start();
        done.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Of a thread. */
    private interface Operation {
        void run() throws Exception;
    }

    private static void assertNothingElseIsHarmed() throws Exception {
        process.stdin().write('x');
        process.stdin().flush();
        assertThat(process.stdout().read()).as("another process of the connection").isEqualTo('x');
        assertThat(server.authenticatedSessions()).as("log-ins").isEqualTo(1);
        await().until(() -> connection.info().openChannels() == 1 && server.openChannels() == 1);
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
    private record TransferOperations(Path folder, SshConnection connection, Random random) {

        private static final SshTransferOptions OPTIONS = SshTransferOptions.defaults().withTimeout(Duration.ofSeconds(60));

        void all() throws Exception {
            Path local = Files.createDirectory(folder.resolve("local"));
            Path there = Files.createDirectory(folder.resolve("there"));
            byte[] content = content(random.nextInt(300_000));
            byte[] before = content(random.nextInt(1000));
            Path source = Files.write(local.resolve("source"), content);
            for (SshTransferOptions options : List.of(OPTIONS, OPTIONS.withResume())) {
                Path target = there.resolve("target");
                Files.write(target, before);
                boolean uploaded = done(() -> connection.upload(source, target.toString(), options));
                assertOneOf(target, uploaded, content, before);
                Path up = Files.write(there.resolve("source"), content);
                Path back = Files.write(local.resolve("back"), before);
                boolean downloaded = done(() -> connection.download(up.toString(), back, options));
                assertOneOf(back, downloaded, content, before);
            }
            resumedUpload(local, there, content);
            trees(local, there);
        }

        /** A part of an earlier upload with a gap, and one that is longer than the source. */
        private void resumedUpload(Path local, Path there, byte[] content) throws Exception {
            Path source = local.resolve("source");
            Path target = there.resolve("resumed");
            done(() -> connection.upload(source, target.toString(), OPTIONS.withResume().withListener(progress -> progress.bytes() < content.length / 2)));
            try (Stream<Path> parts = Files.list(there)) {
                for (Path part : parts.filter(file -> file.toString().endsWith(".part")).toList()) {
                    byte[] bytes = Files.readAllBytes(part);
                    for (int i = bytes.length / 2; i < bytes.length; i++) {
                        bytes[i] = 0;
                    }
                    Files.write(part, bytes);
                }
            }
            boolean resumed = done(() -> connection.upload(source, target.toString(), OPTIONS.withResume()));
            assertOneOf(target, resumed, content, null);
        }

        private void trees(Path local, Path there) throws Exception {
            Path tree = Files.createDirectories(local.resolve("tree/sub"));
            for (int i = 0; i < 6; i++) {
                Files.write(tree.resolve("file" + i), content(i * 1000));
            }
            Files.createSymbolicLink(tree.resolve("link"), Path.of("file1"));
            boolean up = done(() -> connection.upload(local.resolve("tree"), there.resolve("up").toString(), OPTIONS));
            boolean down = done(() -> connection.download(local.resolve("tree").toString(), folder.resolve("down"), OPTIONS));
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
