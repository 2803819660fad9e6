package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thread is interrupted wherever it can block, while the server sends nothing. It returns at once with an error, stays
 * interrupted (unless it gets an InterruptedException), and affects nobody else on the connection.
 */
@RequiresOpenSsh
class InterruptTest {

    /** What the thread does when it is interrupted. */
    enum Operation {

        CONNECTING {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connect("another").close();
            }
        },
        RUNNING_A_COMMAND {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.exec("true");
            }
        },
        SENDING_A_COMMAND_ITS_INPUT {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.exec(SshCommand.shell("cat").withStdin(Content.random(8 << 20)));
            }
        },
        STARTING_A_PROCESS {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.start(SshCommand.shell("true"));
            }
        },
        WAITING_FOR_A_PROCESS {
            @Override
            void block(InterruptTest test) throws Exception {
                test.process.waitFor();
            }
        },
        READING_FROM_A_PROCESS {
            @Override
            void block(InterruptTest test) throws Exception {
                test.process.stdout().read();
            }
        },
        READING_ITS_ERRORS {
            @Override
            void block(InterruptTest test) throws Exception {
                test.process.stderr().read(new byte[100]);
            }
        },
        WRITING_TO_A_PROCESS {
            @Override
            void block(InterruptTest test) throws Exception {
                try (OutputStream in = test.process.stdin()) {
                    in.write(Content.random(8 << 20));
                }
            }
        },
        OPENING_A_SHELL {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.shell(SshPty.xterm(), Map.of());
            }
        },
        OPENING_A_FILE_SYSTEM {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.fileSystem(StandardCharsets.UTF_8);
            }
        },
        UPLOADING {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.upload(test.source, test.folder.resolve("up").toString());
            }
        },
        DOWNLOADING {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.download(test.source.toString(), test.folder.resolve("down"));
            }
        },
        READING_A_FILE {
            @Override
            void block(InterruptTest test) throws Exception {
                Files.readAllBytes(test.remote);
            }
        },
        WRITING_A_FILE {
            @Override
            void block(InterruptTest test) throws Exception {
                Files.write(test.remote.resolveSibling("written"), Content.random(8 << 20));
            }
        },
        LISTING_A_FOLDER {
            @Override
            void block(InterruptTest test) throws Exception {
                Files.newDirectoryStream(test.remote.getParent()).close();
            }
        },
        FORWARDING_A_PORT_OF_THE_SERVER {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.forwardRemote("127.0.0.1", 0, "127.0.0.1", 9).close();
            }
        },
        OPENING_A_STREAM {
            @Override
            void block(InterruptTest test) throws Exception {
                test.connection.open(test.server.host(), test.server.port()).close();
            }
        };

        abstract void block(InterruptTest test) throws Exception;
    }

    private OpenSshServer server;
    private Relay relay;
    private AdapterFixture fixture;
    private SshConnection connection;
    private SshProcess process;
    private Path source;
    private Path remote;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        relay = Relay.to(server.port());
        fixture = new AdapterFixture();
        connection = connect("s");
        process = connection.start(SshCommand.shell("sleep 60"));
        source = Files.write(folder.resolve("source"), Content.random(8 << 20));
        remote = connection.fileSystem(StandardCharsets.UTF_8).getPath(source.toString());
        assertThat(Files.size(remote)).isEqualTo(8 << 20);
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        fixture.close();
        relay.close();
        server.close();
    }

    private SshConnection connect(String session) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p",
                AdapterFixture.target(server).port(relay.port()).allowForwarding(true).build()));
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptFreesTheThreadAndAffectsNobodyElse(Operation operation) throws Exception {
        relay.hold(Direction.TO_CLIENT);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Throwable thrown = null;
            try {
                operation.block(this);
            } catch (Throwable e) {
                thrown = e;
            }
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
            outcome.complete(thrown);
        }, "interrupted");
        thread.start();
        awaitBlocked(thread);
        thread.interrupt();

        Throwable thrown = outcome.get(Patience.SECONDS, TimeUnit.SECONDS);
        if (thrown instanceof SshException e) {
            assertThat(e.code()).isEqualTo(SshErrorCode.INTERRUPTED);
        } else {
            assertThat(thrown).isInstanceOfAny(InterruptedException.class, InterruptedIOException.class, ClosedByInterruptException.class);
        }
        assertThat(stillInterrupted.get()).isEqualTo(!(thrown instanceof InterruptedException));
        relay.release(Direction.TO_CLIENT);
        assertThat(process.isAlive()).as("another process of the connection").isTrue();
        assertThat(connection.exec("echo here").stdout()).isEqualTo("here\n");
        if (operation != Operation.CONNECTING) {
            assertThat(server.authenticatedConnections()).isEqualTo(1);
        }
        assertThat(folder.resolve("up")).doesNotExist();
        assertThat(folder.resolve("down")).doesNotExist();
    }

    /** Waits, in spite of interrupts, for something that another thread does. */
    private static void awaitBlocked(Thread thread) throws InterruptedException {
        StackTraceElement[] before;
        StackTraceElement[] after;
        do {
            before = thread.getStackTrace();
            TimeUnit.MILLISECONDS.sleep(100);
            after = thread.getStackTrace();
        } while (thread.isAlive() && (thread.getState() == Thread.State.RUNNABLE || !java.util.Arrays.equals(before, after)));
    }
}
