package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.SocksSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The operations of the threads of a {@link SoakTest}. Each checks that its result belongs to its key and is complete. */
enum SoakOperation {

    COMMAND(20) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect()) {
                use.askWho(connection, "");
            }
        }
    },
    ARGUMENTS(4) {
        @Override
        void run(SoakUse use) throws Exception {
            String strange = "a 'b' \"c\" $HOME `d` \\ ü\n*" + use.number();
            try (SshConnection connection = use.connect()) {
                assertThat(use.run(connection, SshCommand.of("printf", "%s|", strange, "")).stdout()).isEqualTo(strange + "||");
            }
        }
    },
    INPUT(4) {
        @Override
        void run(SoakUse use) throws Exception {
            byte[] content = use.content();
            try (SshConnection connection = use.connect()) {
                SshCommand cat = SshCommand.shell("cat").withCharset(StandardCharsets.ISO_8859_1).withStdin(content);
                assertThat(use.run(connection, cat).stdout().equals(SoakUse.text(content))).as("the input of cat").isTrue();
            }
        }
    },
    OUTPUT_LIMIT(4) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect()) {
                SshCommandResult result = use.run(connection, SshCommand.shell("head -c 200000 /dev/zero").withOutputLimit(1000));
                assertThat(result.truncated()).isTrue();
                assertThat(result.stdoutBytes()).isEqualTo(200_000);
            }
        }
    },
    TIME_LIMIT(4) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect()) {
                SshCommandResult result = SoakUse.whole(connection.exec(
                        SshCommand.shell("exec sleep 20").withTimeout(Duration.ofMillis(50 + use.random().nextInt(500)))));
                assertThat(result.timedOut()).as(result.toString()).isTrue();
            }
        }
    },
    PROCESS(8) {
        @Override
        void run(SoakUse use) throws Exception {
            byte[] content = use.content();
            try (SshConnection connection = use.connect(); SshProcess process = connection.start(SshCommand.shell("cat; exit 7"))) {
                AtOnce writer = new AtOnce().run(() -> {
                    try (var stdin = process.stdin()) {
                        stdin.write(content);
                    }
                });
                byte[] read = process.stdout().readAllBytes();
                process.waitFor();
                if (process.connectionLost()) {
                    throw SoakUse.lost(process);
                }
                if (process.exitValue() == SshCommandResult.NO_EXIT_CODE) {
                    throw new EOFException("ended with its handle");
                }
                writer.await();
                assertThat(read).isEqualTo(content);
                assertThat(process.exitValue()).isEqualTo(7);
            }
        }
    },
    PROCESS_DESTROYED(4) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect(); SshProcess process = connection.start(SshCommand.shell("yes"))) {
                byte[] read = process.stdout().readNBytes(10_000);
                if (read.length < 10_000) {
                    throw new EOFException(process + " ended after " + read.length + " bytes");
                }
                process.destroy();
                process.waitFor();
            }
        }
    },
    SHELL(6) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect(); SshShell shell = connection.shell(SshPty.xterm())) {
                shell.resize(132, 43);
                shell.stdin().write(("echo =" + SoakUse.WHO + "=; exit\n").getBytes(StandardCharsets.US_ASCII));
                shell.stdin().flush();
                String screen = SoakUse.text(shell.stdout().readAllBytes());
                shell.waitFor();
                if (shell.connectionLost()) {
                    throw SoakUse.lost(shell);
                }
                if (shell.exitValue() == SshCommandResult.NO_EXIT_CODE) {
                    throw new EOFException("ended with its handle");
                }
                assertThat(screen).as("what the shell of " + use.key().mark() + " shows").contains("=" + use.key().mark() + "=");
            }
        }
    },
    FILES(8) {
        @Override
        void run(SoakUse use) throws Exception {
            byte[] content = use.content();
            try (SshConnection connection = use.connect(); FileSystem files = connection.fileSystem()) {
                assertThat(Files.readString(files.getPath(SoakUse.WHO_FILE))).as("whose home it is").isEqualTo(use.key().mark());
                Path written = files.getPath(use.number());
                Path renamed = files.getPath(use.number() + "-renamed");
                Files.write(written, content);
                Files.move(written, renamed, StandardCopyOption.REPLACE_EXISTING);
                assertThat(Files.readAllBytes(renamed)).isEqualTo(content);
                try (Stream<Path> list = Files.list(files.getPath("."))) {
                    assertThat(list.map(path -> path.getFileName().toString())).contains(renamed.toString())
                            .doesNotContain(written.toString());
                }
                Files.delete(renamed);
            }
        }
    },
    FILE_TRANSFER(6) {
        @Override
        void run(SoakUse use) throws Exception {
            byte[] content = use.content();
            Path source = Files.write(use.scratch().resolve("source"), content);
            Path target = use.scratch().resolve("target");
            Files.deleteIfExists(target);
            String remote = SoakUse.UPLOADED + content.length;
            SshTransferOptions options = use.random().nextBoolean() ? SshTransferOptions.defaults()
                    : SshTransferOptions.defaults().withTimes().withPermissions();
            try (SshConnection connection = use.connect()) {
                connection.upload(source, remote, options);
                connection.download(remote, target, options);
            } finally {
                assertThat(!Files.exists(target) || Files.size(target) == content.length).as("no part under the final name").isTrue();
            }
            assertThat(target).satisfies(Content.exactly(content));
        }
    },
    TREE_TRANSFER(3) {
        @Override
        void run(SoakUse use) throws Exception {
            Path source = use.scratch().resolve("tree");
            Path target = use.scratch().resolve("tree-" + use.number());
            Files.createDirectories(source.resolve("a/b"));
            for (String name : List.of("1", "2", "a/3", "a/b/4")) {
                Files.write(source.resolve(name), SoakUse.CONTENTS.get(0));
            }
            try (SshConnection connection = use.connect()) {
                connection.upload(source, use.number());
                connection.download(use.number(), target);
                assertThat(names(target)).isEqualTo(names(source));
                assertThat(target.resolve("a/b/4")).satisfies(Content.exactly(SoakUse.CONTENTS.get(0)));
                use.run(connection, SshCommand.shell("rm -r " + use.key().home(use.folder()).resolve(use.number())));
            } finally {
                SoakUse.delete(target);
            }
        }
    },
    FORWARD_LOCAL(3) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect();
                    SshForward forward = connection.forwardLocal(0, "127.0.0.1", use.echoPort()); Socket socket = new Socket()) {
                use.echo(socket, new InetSocketAddress("127.0.0.1", forward.port()));
            }
        }
    },
    FORWARD_REMOTE(3) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect();
                    SshForward forward = connection.forwardRemote(0, "127.0.0.1", use.echoPort()); Socket socket = new Socket()) {
                use.echo(socket, new InetSocketAddress("127.0.0.1", forward.port()));
            }
        }
    },
    FORWARD_DYNAMIC(3) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect(); SshForward forward = connection.forwardDynamic(0);
                    Socket socket = SocksSocket.through(new InetSocketAddress("127.0.0.1", forward.port()))) {
                use.echo(socket, new InetSocketAddress("127.0.0.1", use.echoPort()));
            }
        }
    },
    THREADS_ON_ONE_HANDLE(4) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect()) {
                AtOnce threads = new AtOnce();
                for (int i = 0; i < 4; i++) {
                    String each = "-" + i;
                    threads.run(() -> use.askWho(connection, each));
                }
                threads.await();
            }
        }
    },
    /** A handle that is held until its connection has been evicted reconnects. */
    HELD(1) {
        @Override
        void run(SoakUse use) throws Exception {
            try (SshConnection connection = use.connect()) {
                use.askWho(connection, "-before");
                TimeUnit.MILLISECONDS.sleep(SoakTest.IDLE_SECONDS * 1500L);
                use.askWho(connection, "-after");
            }
        }
    },
    INTERRUPTED(4) {
        @Override
        void run(SoakUse use) throws Exception {
            Thread caller = Thread.currentThread();
            AtOnce interrupter = new AtOnce();
            boolean kept = false;
            Throwable failure;
            try (SshConnection connection = use.connect()) {
                interrupter.run(() -> {
                    TimeUnit.MILLISECONDS.sleep(use.random().nextInt(200));
                    caller.interrupt();
                });
                failure = catchThrowable(() -> SoakUse.whole(connection.exec("exec sleep 20")));
                kept = Thread.interrupted();
            }
            if (!kept) {
                // The operation failed for another reason before the interrupt.
                catchThrowable(() -> interrupter.await());
                Thread.interrupted();
            }
            boolean told = failure instanceof SshException ssh && ssh.code() == SshErrorCode.INTERRUPTED;
            if (failure instanceof Exception other && !told) {
                throw other;
            }
            assertThat(told && kept).as("an error for the interrupt, which stays set: " + failure).isTrue();
        }
    },
    LOOK(6) {
        @Override
        void run(SoakUse use) throws Exception {
            SoakKey key = use.key();
            try (SshConnection connection = use.connect()) {
                SshConnectionInfo info = connection.info();
                assertThat(List.of(info.userId(), info.sessionId(), info.profile())).containsExactly(key.user(), key.session(), key.profile());
            }
            use.ssh().sessions().recordActivity(key.user(), key.session(), key.profile());
            assertThat(use.ssh().sessions().connections(key.user(), key.session()))
                    .allMatch(info -> info.userId().equals(key.user()) && info.sessionId().equals(key.session()));
            assertThat(use.ssh().sessions().totalConnections()).isNotNegative();
        }
    },
    /**
     * Ends the session or releases the connection while other operations run, for keys with that fault. For other keys: gets a
     * connection and returns it.
     */
    END(4) {
        @Override
        void run(SoakUse use) throws Exception {
            SoakKey key = use.key();
            if (key.fault() != SoakFault.SESSION_ENDED) {
                use.connect().close();
            } else if (use.random().nextBoolean()) {
                use.ssh().sessions().closeSession(key.user(), key.session());
            } else {
                use.ssh().sessions().release(key.user(), key.session(), key.profile());
            }
        }
    },
    WRONG_CREDENTIAL(1) {
        @Override
        void run(SoakUse use) throws Exception {
            assertThat(codeOf(() -> use.ssh().getConnection(use.key().withWrongPassword(use.refusing())).close()))
                    .isIn(SshErrorCode.AUTHENTICATION_REFUSED, SshErrorCode.AUTHENTICATION_SUSPENDED);
        }
    },
    UNKNOWN_PROFILE(1) {
        @Override
        void run(SoakUse use) throws Exception {
            assertThat(codeOf(() -> use.ssh().getConnection(use.key().ofUnknownProfile()).close())).isEqualTo(SshErrorCode.UNKNOWN_PROFILE);
        }
    };

    private final int weight;

    SoakOperation(int weight) {
        this.weight = weight;
    }

    /** How often it runs, relative to the others. */
    int weight() {
        return weight;
    }

    /** @throws Exception or an AssertionError, which {@link SoakOutcomes} counts */
    abstract void run(SoakUse use) throws Exception;

    private static SshErrorCode codeOf(ThrowingCallable refused) {
        return catchThrowableOfType(SshException.class, refused).code();
    }

    private static List<String> names(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.map(file -> tree.relativize(file).toString()).sorted().toList();
        }
    }
}
