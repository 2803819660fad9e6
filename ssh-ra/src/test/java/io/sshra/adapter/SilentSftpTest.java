package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshTimeoutException;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OddSftp;
import io.sshra.testing.Patience;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.sftp.common.SftpConstants;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * An SFTP server stops answering during an operation while its connection stays open. One interrupt, or the time limit, frees
 * the caller.
 */
@Tag("long")
class SilentSftpTest {

    private static final byte[] LARGE = Content.random(8 << 20);
    private static final int SMALL_FILES = 60;

    /** The transfer during which the server stops answering, and the first request that gets no answer. */
    enum Operation {

        UPLOAD(SftpConstants.SSH_FXP_WRITE, 3, Peer::uploadLarge),
        CLOSING_AN_UPLOADED_FILE(SftpConstants.SSH_FXP_CLOSE, 1, Peer::uploadLarge),
        RENAMING_AN_UPLOADED_FILE(SftpConstants.SSH_FXP_EXTENDED, 1,
                (peer, options) -> peer.connection.upload(peer.small, peer.target(), options)),
        DOWNLOAD(SftpConstants.SSH_FXP_READ, 3,
                (peer, options) -> peer.connection.download(peer.large.toString(), peer.folder.resolve("target"), options)),
        TREE_UP(SftpConstants.SSH_FXP_CLOSE, 20,
                (peer, options) -> peer.connection.upload(peer.tree, peer.target(), options)),
        TREE_DOWN(SftpConstants.SSH_FXP_READ, 20, Peer::downloadTree),
        LISTING_OF_A_TREE_DOWN(SftpConstants.SSH_FXP_READDIR, 1, Peer::downloadTree),
        /** Whether it is one of Windows is asked for first. Fault: only this was waited for without a limit. */
        NAME_OF_A_FILE(SftpConstants.SSH_FXP_REALPATH, 1, (peer, options) -> peer.connection.upload(peer.small, "C:/target", options));

        private interface Body {
            void run(Peer peer, SshTransferOptions options) throws Exception;
        }

        private final int type;
        private final int nth;
        private final Body body;

        Operation(int type, int nth, Body body) {
            this.type = type;
            this.nth = nth;
            this.body = body;
        }

        void run(Peer peer, SshTransferOptions options) throws Exception {
            body.run(peer, options);
        }
    }

    /** The same for operations of applications on a file system. */
    enum Access {

        READING_A_STREAM(SftpConstants.SSH_FXP_READ, 2, remote -> {
            try (InputStream in = Files.newInputStream(remote)) {
                in.readAllBytes();
            }
        }),
        WRITING_A_STREAM(SftpConstants.SSH_FXP_WRITE, 2, remote -> {
            try (OutputStream out = Files.newOutputStream(remote.resolveSibling("written"))) {
                out.write(LARGE);
            }
        }),
        READING_A_CHANNEL(SftpConstants.SSH_FXP_READ, 1, remote -> {
            try (FileChannel channel = FileChannel.open(remote)) {
                channel.read(ByteBuffer.allocate(100));
            }
        }),
        WRITING_A_CHANNEL(SftpConstants.SSH_FXP_WRITE, 1, remote -> {
            try (FileChannel channel = FileChannel.open(remote.resolveSibling("written"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(100));
            }
        }),
        DELETING_ON_CLOSE(SftpConstants.SSH_FXP_CLOSE, 1, remote -> FileChannel.open(remote.resolveSibling("written"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE).close()),
        COPYING(SftpConstants.SSH_FXP_WRITE, 2, remote -> Files.copy(remote, remote.resolveSibling("copy"))),
        LISTING(SftpConstants.SSH_FXP_READDIR, 1, remote -> {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(remote.getParent())) {
                entries.forEach(entry -> { });
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        });

        private interface Body {
            void run(Path remote) throws Exception;
        }

        private final int type;
        private final int nth;
        private final Body body;

        Access(int type, int nth, Body body) {
            this.type = type;
            this.nth = nth;
            this.body = body;
        }

        void run(Path remote) throws Exception {
            body.run(remote);
        }
    }

    /** The result of a thread. */
    private record Outcome(Throwable thrown, boolean interrupted) {
    }

    /** A server with files of its own, a connection to it, and a process on that, which must not be harmed. */
    private static final class Peer implements AutoCloseable {

        final OddSftp sftp = new OddSftp();
        final EmbeddedSshServer server = EmbeddedSshServer.start(mina -> mina.setSubsystemFactories(List.of(sftp)));
        final AdapterFixture fixture = new AdapterFixture();
        final SshConnection connection =
                fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
        final SshProcess process = connection.start(SshCommand.shell("exec cat"));
        final Path folder;
        final Path large;
        final Path small;
        final Path tree;

        Peer(Path folder) throws Exception {
            this.folder = folder;
            large = Files.write(folder.resolve("large"), LARGE);
            small = Files.writeString(folder.resolve("small"), "content");
            tree = Files.createDirectory(folder.resolve("tree"));
            for (int i = 0; i < SMALL_FILES; i++) {
                Files.writeString(tree.resolve("file" + i), "content " + i);
            }
        }

        void uploadLarge(SshTransferOptions options) throws Exception {
            connection.upload(large, target(), options);
        }

        void downloadTree(SshTransferOptions options) throws Exception {
            connection.download(tree.toString(), folder.resolve("target"), options);
        }

        String target() {
            return folder.resolve("target").toString();
        }

        /** Interrupts the thread once, when the server has stopped answering and the thread waits. */
        Outcome interrupted(int type, int nth, Action action) throws Exception {
            sftp.silentFrom(type, sftp.count(type) + nth);
            return interruptedWhenItWaits(type, nth, action);
        }

        Outcome interruptedWhenItWaits(int type, int nth, Action action) throws Exception {
            int before = sftp.count(type);
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                Throwable thrown = catchThrowable(action::run);
                outcome.complete(new Outcome(thrown, Thread.currentThread().isInterrupted()));
            }, "interrupted");
            thread.start();
            await().until(() -> sftp.count(type) >= before + nth && isWaiting(thread));
            thread.interrupt();
            return outcome.get(Patience.SECONDS, TimeUnit.SECONDS);
        }

        void assertNobodyElseIsHarmed() throws Exception {
            process.stdin().write('x');
            process.stdin().flush();
            assertThat(process.stdout().read()).as("another process of the connection").isEqualTo('x');
            assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
            assertThat(server.authenticatedSessions()).isEqualTo(1);
            await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("ssh-ra-transfer")));
            await().until(() -> connection.info().openChannels() == 1);
        }

        @Override
        public void close() {
            connection.close();
            fixture.close();
            server.close();
        }
    }

    /** An operation on another thread. */
    private interface Action {
        void run() throws Exception;
    }

    /** What is tried on a server. */
    private interface Trial<T> {
        void run(Peer peer, T of) throws Exception;
    }

    @TempDir
    private Path top;

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** A test for each, with a server of its own. Most of the time they wait: all of them at once. */
    private <T> List<DynamicTest> each(List<T> all, Trial<T> trial) {
        List<DynamicTest> tests = new ArrayList<>();
        for (T one : all) {
            AtOnce running = new AtOnce().run(() -> on(one.toString(), peer -> trial.run(peer, one)));
            tests.add(DynamicTest.dynamicTest(one.toString(), running::await));
        }
        return tests;
    }

    /** What is tried on one server. */
    private interface Single {
        void run(Peer peer) throws Exception;
    }

    private void on(String name, Single trial) throws Exception {
        try (Peer peer = new Peer(Files.createDirectory(top.resolve(name)))) {
            trial.run(peer);
        }
    }

    @TestFactory
    List<DynamicTest> oneInterruptEndsATransfer() {
        return each(List.of(Operation.values()), (peer, operation) -> {
            Outcome outcome = peer.interrupted(operation.type, operation.nth, () -> operation.run(peer, SshTransferOptions.defaults()));
            assertThat(outcome.thrown()).isInstanceOf(SshException.class);
            assertThat(((SshException) outcome.thrown()).code()).isEqualTo(SshErrorCode.INTERRUPTED);
            assertThat(outcome.interrupted()).as("the thread stays interrupted").isTrue();
            if (operation == Operation.DOWNLOAD || operation == Operation.UPLOAD) {
                assertThat(peer.folder.resolve("target")).doesNotExist();
            }
            peer.assertNobodyElseIsHarmed();
        });
    }

    /** Requests wait because the channel's window is full. */
    @TestFactory
    List<DynamicTest> oneInterruptEndsATransferToAServerThatDoesNotRead() {
        return each(List.of(Operation.UPLOAD, Operation.TREE_UP), (peer, operation) -> {
            peer.sftp.stalledFrom(operation.type, operation.nth);
            Outcome outcome = peer.interruptedWhenItWaits(operation.type, operation.nth,
                    () -> operation.run(peer, SshTransferOptions.defaults()));
            assertThat(outcome.thrown()).isInstanceOf(SshException.class);
            assertThat(((SshException) outcome.thrown()).code()).isEqualTo(SshErrorCode.INTERRUPTED);
            assertThat(outcome.interrupted()).isTrue();
            peer.assertNobodyElseIsHarmed();
        });
    }

    @TestFactory
    List<DynamicTest> theTimeLimitEndsATransferToAServerThatDoesNotRead() {
        return each(List.of(Operation.UPLOAD, Operation.TREE_UP), (peer, operation) -> {
            peer.sftp.stalledFrom(operation.type, operation.nth);
            assertThat(catchThrowable(() -> operation.run(peer, SshTransferOptions.defaults().withTimeout(Duration.ofSeconds(2)))))
                    .isInstanceOf(SshTimeoutException.class);
            peer.assertNobodyElseIsHarmed();
        });
    }

    @TestFactory
    List<DynamicTest> theTimeLimitEndsATransfer() {
        return each(List.of(Operation.values()), (peer, operation) -> {
            peer.sftp.silentFrom(operation.type, operation.nth);
            Throwable thrown = catchThrowable(() -> operation.run(peer, SshTransferOptions.defaults().withTimeout(Duration.ofSeconds(2))));
            assertThat(thrown).isInstanceOf(SshTimeoutException.class).hasMessageContaining("not complete after PT2S");
            assertThat(((SshException) thrown).code()).isEqualTo(SshErrorCode.TRANSFER_TIMEOUT);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            peer.assertNobodyElseIsHarmed();
        });
    }

    @TestFactory
    List<DynamicTest> oneInterruptFreesAUserOfAFileSystem() {
        return each(List.of(Access.values()), (peer, access) -> {
            try (FileSystem files = peer.connection.fileSystem()) {
                Path remote = files.getPath(peer.large.toString());
                Outcome outcome = peer.interrupted(access.type, access.nth, () -> access.run(remote));
                assertThat(outcome.thrown()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(outcome.interrupted()).as("the thread stays interrupted").isTrue();
                peer.sftp.answering((type, nth) -> OddSftp.Answer.USUAL);
                assertThat(Files.readString(files.getPath(peer.small.toString()))).as("others of the file system").isEqualTo("content");
            }
            peer.assertNobodyElseIsHarmed();
        });
    }

    /** If the server still answers, the part is deleted and the handles are closed. */
    @Test
    void anInterruptLeavesNothingIfTheServerAnswers() throws Exception {
        on("here", SilentSftpTest::interruptWhileTheServerAnswers);
    }

    private static void interruptWhileTheServerAnswers(Peer peer) throws Exception {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Throwable thrown = catchThrowable(() -> peer.connection.upload(peer.large, peer.target(), SshTransferOptions.defaults().withListener(progress -> {
                if (progress.bytes() > 1 << 20) {
                    Thread.currentThread().interrupt();
                }
                return true;
            })));
            outcome.complete(new Outcome(thrown, Thread.currentThread().isInterrupted()));
        });
        thread.start();
        assertThat(outcome.get(Patience.SECONDS, TimeUnit.SECONDS).interrupted()).isTrue();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(peer.folder, "{.sshra-*,target}")) {
            assertThat(files).isEmpty();
        }
        assertThat(peer.sftp.count(SftpConstants.SSH_FXP_CLOSE)).isEqualTo(1);
    }

    @Test
    void aTransferWithinItsTimeLimitIsComplete() throws Exception {
        on("here", SilentSftpTest::transferWithinItsTimeLimit);
    }

    private static void transferWithinItsTimeLimit(Peer peer) throws Exception {
        SshTransferOptions options = SshTransferOptions.defaults().withTimeout(Duration.ofMinutes(5));
        peer.connection.upload(peer.large, peer.target(), options);
        assertThat(peer.folder.resolve("target")).satisfies(Content.exactly(LARGE));
        peer.connection.download(peer.target(), peer.folder.resolve("back"), options.withTimeout(Duration.ofNanos(Long.MAX_VALUE)));
        assertThat(peer.folder.resolve("back")).satisfies(Content.exactly(LARGE));
        assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(options.withTimeout(null).timeout()).isNull();
    }

    /** The part stays, and the next transfer continues from there. */
    @Test
    void aTransferEndedByItsTimeLimitIsResumed() throws Exception {
        on("here", SilentSftpTest::resumeAfterTheTimeLimit);
    }

    private static void resumeAfterTheTimeLimit(Peer peer) throws Exception {
        peer.sftp.silentFrom(SftpConstants.SSH_FXP_WRITE, 20);
        SshTransferOptions resuming = SshTransferOptions.defaults().withResume();
        assertThat(catchThrowable(() -> peer.connection.upload(peer.large, peer.target(), resuming.withTimeout(Duration.ofSeconds(2)))))
                .isInstanceOf(SshTimeoutException.class);
        peer.sftp.answering((type, nth) -> OddSftp.Answer.USUAL);
        assertThat(peer.connection.upload(peer.large, peer.target(), resuming).resumedBytes()).isPositive();
        assertThat(peer.folder.resolve("target")).satisfies(Content.exactly(LARGE));
    }
}
