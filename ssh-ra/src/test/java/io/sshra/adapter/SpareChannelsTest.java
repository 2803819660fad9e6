package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshStream;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SpareServer;
import io.sshra.testing.SpareServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that are open before they are needed, with a server that counts what it runs. */
@RequiresOpenSsh
class SpareChannelsTest {

    private static SpareServer spares;

    @TempDir
    private Path folder;
    private AdapterFixture fixture;
    private SshConnectionFactoryMXBean bean;
    private int sessions;
    private int openedBefore;
    private int subsystemsBefore;

    @BeforeEach
    void start() throws Exception {
        if (spares == null) {
            spares = new SpareServer();
        }
        start(adapter -> { });
    }

    private void start(Consumer<SshResourceAdapter> settings) throws Exception {
        stop();
        await().until(() -> spares.unclosed() == 0);
        fixture = new AdapterFixture(settings, definition -> { });
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = beans.queryNames(new ObjectName("io.sshra:type=ConnectionFactory,*"), null).iterator().next();
        bean = JMX.newMXBeanProxy(beans, name, SshConnectionFactoryMXBean.class);
        openedBefore = spares.opened();
        subsystemsBefore = spares.subsystems();
    }

    @AfterEach
    void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @AfterAll
    static void stopServer() {
        spares.server().close();
    }

    private SshConnection connect() throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s" + ++sessions, "p",
                AdapterFixture.target(spares.server()).allowForwarding(true).build()));
    }

    /** Another handle of the last key. */
    private SshConnection connectAgain() throws Exception {
        sessions--;
        return connect();
    }

    private int opened() {
        return spares.opened() - openedBefore;
    }

    private void awaitSpareHere() {
        await().until(() -> bean.getSpareChannels() == 1);
    }

    private static String echo(SshConnection connection, String line) throws SshException {
        SshCommandResult result = connection.exec(line);
        assertThat(result.succeeded()).isTrue();
        return result.stdout();
    }

    // ---- what they are ----

    @Test
    void aCommandTakesTheSpareAndLeavesAnother() throws Exception {
        try (SshConnection connection = connect()) {
            assertThat(bean.getSpareChannels()).as("nobody has used the connection").isZero();
            assertThat(echo(connection, "first")).isEqualTo("first");
            awaitSpareHere();
            assertThat(opened()).isEqualTo(2);
            assertThat(echo(connection, "second")).isEqualTo("second");
            awaitSpareHere();
            assertThat(opened()).isEqualTo(3);
            assertThat(connection.info().openChannels()).isZero();
            assertThat(bean.getOpenChannels()).isZero();
            try (SshProcess process = connection.start(SshCommand.shell("hold 1"))) {
                awaitSpareHere();
                assertThat(connection.info().openChannels()).isEqualTo(1);
                assertThat(opened()).isEqualTo(4);
                assertThat(process.isAlive()).isTrue();
            }
        }
    }

    @Test
    void thereAreAsManyAsWereInUseAtOnce() throws Exception {
        try (SshConnection connection = connect()) {
            List<SshProcess> processes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                processes.add(connection.start(SshCommand.shell("hold " + i)));
            }
            await().until(() -> bean.getSpareChannels() == 3);
            processes.forEach(SshProcess::close);
            assertThat(bean.getSpareChannels()).isEqualTo(3);
        }
    }

    @Test
    void zeroSwitchesThemOff() throws Exception {
        start(adapter -> {
            adapter.setMaxSpareChannelsPerConnection(0);
            adapter.setSftpKeptSeconds(0);
        });
        try (SshConnection connection = connect()) {
            echo(connection, "a");
            echo(connection, "b");
            connection.download(file("content").toString(), folder.resolve("copy"));
            await().until(() -> spares.unclosed() == 0);
            assertThat(opened()).isEqualTo(3);
        }
    }

    @Test
    void theyKeepNoConnectionFromBeingIdle() throws Exception {
        start(adapter -> {
            adapter.setIdleTimeoutSeconds(1);
            adapter.setEvictionIntervalSeconds(1);
        });
        try (SshConnection connection = connect()) {
            connection.download(file("content").toString(), folder.resolve("copy"));
            echo(connection, "once");
            await().until(() -> bean.getClosedIdleTimeout() == 1);
            await().until(() -> spares.unclosed() == 0);
        }
    }

    @Test
    void theyEndWithTheirSession() throws Exception {
        try (SshConnection connection = connect()) {
            echo(connection, "once");
            awaitSpareHere();
            fixture.factory.sessions().closeSession("alice", "s" + sessions);
            await().until(() -> spares.unclosed() == 0);
            assertThat(bean.getSpareChannels()).isZero();
        }
    }

    /** ProFTPD ends a connection with all its channels when one too many is opened. */
    @Test
    void channelsInUseAndSparesAreNoMoreThanTheBudget() throws Exception {
        start(adapter -> adapter.setMaxChannelsPerConnection(3));
        SpareServer counting = new SpareServer();
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "budget", "p",
                AdapterFixture.target(counting.server()).allowForwarding(true).build()))) {
            AtOnce threads = new AtOnce();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                threads.run(() -> {
                    for (int j = 0; j < 20; j++) {
                        echo(connection, "budget " + thread + " " + j);
                    }
                });
            }
            threads.run(() -> {
                for (int j = 0; j < 20; j++) {
                    connection.forwardLocal(0, "127.0.0.1", 9).close();
                }
            });
            threads.await();
            assertThat(counting.mostOpen()).isLessThanOrEqualTo(3);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 20; j++) {
                    assertThat(counting.runs("budget " + i + " " + j)).isEqualTo(1);
                }
            }
        } finally {
            counting.server().close();
        }
    }

    /** Of two places one is in use, and the other one has a spare that the server has not confirmed. */
    private SshProcess processBesideUnconfirmedSpare(SpareServer server, SshConnection connection) throws Exception {
        echo(connection, "once");
        awaitSpareHere();
        server.holdConfirmations();
        SshProcess process = connection.start(SshCommand.shell("hold 1"));
        await().until(() -> server.unconfirmed() == 1);
        return process;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void aSpareThatIsNotWantedHasItsPlaceUntilItIsClosed() throws Exception {
        start(adapter -> adapter.setMaxChannelsPerConnection(2));
        SpareServer counting = new SpareServer();
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "places", "p",
                AdapterFixture.target(counting.server()).allowForwarding(true).build()));
                SshProcess one = processBesideUnconfirmedSpare(counting, connection)) {
            connection.forwardLocal(0, "127.0.0.1", 9).close();
            CompletableFuture<SshProcess> two = new CompletableFuture<>();
            Thread thread = new Thread(() -> two.completeAsync(() -> start(connection, "hold 2"), Runnable::run));
            thread.start();
            await().until(() -> two.isDone() || bean.getOpenChannels() == 2 && waits(thread));
            counting.confirm();
            try (SshProcess process = two.get(1, TimeUnit.MINUTES)) {
                assertThat(one.isAlive() && process.isAlive()).isTrue();
            }
            assertThat(counting.mostOpen()).isEqualTo(2);
        } finally {
            counting.confirm();
            counting.server().close();
        }
    }

    private static SshProcess start(SshConnection connection, String line) {
        try {
            return connection.start(SshCommand.shell(line));
        } catch (SshException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStreamWaitsForTheSpareThatHasItsPlace() throws Exception {
        start(adapter -> adapter.setMaxChannelsPerConnection(2));
        SpareServer counting = new SpareServer();
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "places", "p",
                        AdapterFixture.target(counting.server()).allowForwarding(true).build()));
                SshProcess one = processBesideUnconfirmedSpare(counting, connection)) {
            CompletableFuture<Boolean> opened = new CompletableFuture<>();
            Thread thread = new Thread(() -> opened.completeAsync(() -> opens(connection, service), Runnable::run));
            thread.start();
            await().until(() -> opened.isDone() || bean.getOpenChannels() == 2 && waits(thread));
            counting.confirm();
            assertThat(opened.get(1, TimeUnit.MINUTES)).isTrue();
            assertThat(one.isAlive()).isTrue();
            assertThat(counting.mostOpen()).isEqualTo(2);
        } finally {
            counting.confirm();
            counting.server().close();
        }
    }

    private static boolean opens(SshConnection connection, ServerSocket service) {
        try (SshStream stream = connection.open("127.0.0.1", service.getLocalPort())) {
            return stream.isOpen();
        } catch (SshException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLastOfTheBudgetIsForACaller() throws Exception {
        start(adapter -> adapter.setMaxChannelsPerConnection(2));
        try (SshConnection connection = connect()) {
            echo(connection, "a");
            awaitSpareHere();
            try (SshForward forward = connection.forwardLocal(0, "127.0.0.1", 9);
                    SshProcess process = connection.start(SshCommand.shell("hold 1"))) {
                assertThat(process.isAlive() && forward.isOpen()).isTrue();
                assertThat(bean.getSpareChannels()).isZero();
            }
            awaitSpareHere();
        }
    }

    // ---- servers that do not bear them ----

    /** After that, there is a spare beside the first command of a connection. */
    private void learnThatTheServerOpensMore() throws Exception {
        try (SshConnection connection = connect()) {
            echo(connection, "once");
            awaitSpareHere();
            fixture.factory.sessions().closeSession("alice", "s" + sessions);
            await().until(() -> spares.unclosed() == 0);
        }
    }

    /** Some network devices do so. */
    @Test
    void aServerThatEndsTheConnectionAtASecondSessionLosesNoCommand() throws Exception {
        spares.endAtSecondSession(true);
        try (SshConnection connection = connect()) {
            try (SshProcess process = connection.start(SshCommand.shell("hold 1"))) {
                await().until(() -> spares.held() == 1);
                spares.release();
                process.waitFor();
                assertThat(process.exitValue()).isZero();
            }
            await().until(() -> bean.getClosedConnectionLost() == 1);
            assertThat(opened()).as("one for the process, and the spare that ended the connection").isEqualTo(2);
            try (SshProcess process = connection.start(SshCommand.shell("hold 2"))) {
                await().until(() -> spares.held() == 1);
                spares.release();
                process.waitFor();
                assertThat(process.exitValue()).isZero();
            }
            echo(connection, "on the next connection");
            assertThat(opened()).as("no spares any more: one for the second process, and two for the command").isEqualTo(5);
        } finally {
            spares.endAtSecondSession(false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropbear_2022.83", "paramiko_2.12.0"})
    void aServerThatIsKnownToCloseUnusedChannelsGetsNone(String identification) throws Exception {
        SpareServer known = new SpareServer(identification);
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "known", "p",
                AdapterFixture.target(known.server()).build()))) {
            for (int i = 1; i <= 10; i++) {
                echo(connection, "known " + i);
                assertThat(known.opened()).isEqualTo(i);
            }
            assertThat(bean.getSpareChannels()).isZero();
        } finally {
            known.server().close();
        }
    }

    @Test
    void aServerForOneSessionIsAskedForASpareOnce() throws Exception {
        learnThatTheServerOpensMore();
        spares.limitTo(1);
        try (SshConnection connection = connect()) {
            openedBefore = spares.opened();
            try (SshProcess process = connection.start(SshCommand.shell("hold 1"))) {
                await().until(() -> opened() == 2);
                assertThat(process.isAlive()).isTrue();
            }
            for (int i = 0; i < 3; i++) {
                echo(connection, "one session " + i);
            }
            connection.download(file("content").toString(), folder.resolve("copy"));
            echo(connection, "one session at last");
            assertThat(opened()).as("the process, its spare, and one for each of the others").isEqualTo(7);
            assertThat(bean.getSpareChannels()).isZero();
        } finally {
            spares.limitTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void aServerForThreeSessionsIsNotAskedForMore() throws Exception {
        spares.limitTo(3);
        try (SshConnection connection = connect(); SshProcess one = connection.start(SshCommand.shell("hold 1"));
                SshProcess two = connection.start(SshCommand.shell("hold 2"))) {
            awaitSpareHere();
            int before = opened();
            try (SshProcess three = connection.start(SshCommand.shell("hold 3"))) {
                assertThat(one.isAlive() && two.isAlive() && three.isAlive()).isTrue();
                assertThat(bean.getSpareChannels()).isZero();
            }
            for (int i = 0; i < 3; i++) {
                awaitSpareHere();
                echo(connection, "three sessions " + i);
            }
            assertThat(opened() - before).as("no refusals any more").isLessThanOrEqualTo(4);
        } finally {
            spares.limitTo(Integer.MAX_VALUE);
        }
    }

    // ---- at most once ----

    @Test
    void aSpareThatTheServerClosesBeforeTheRequestCostsNothing() throws Exception {
        try (SshConnection connection = connect()) {
            echo(connection, "before 1");
            awaitSpareHere();
            spares.closeIdle();
            await().until(() -> spares.unclosed() == 0);
            for (int i = 2; i <= 4; i++) {
                echo(connection, "before " + i);
                assertThat(spares.runs("before " + i)).isEqualTo(1);
            }
            await().until(() -> spares.unclosed() == 0);
            assertThat(opened()).as("the spare, and one for each command").isEqualTo(5);
            await().untilAsserted(() -> {
                try (SshConnection later = connect()) {
                    int before = opened();
                    for (int i = 1; i <= 5; i++) {
                        echo(later, "later");
                        assertThat(opened() - before).as("the host is remembered").isEqualTo(i);
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, names = {"CLOSE_UNANSWERED", "RUN_AND_CLOSE_UNANSWERED"})
    void aRequestWithoutAnAnswerIsNotMadeAgain(Answer answer) throws Exception {
        int runs = answer == Answer.CLOSE_UNANSWERED ? 0 : 1;
        try (SshConnection connection = connect()) {
            echo(connection, "first");
            awaitSpareHere();
            spares.answerNext(answer);
            assertThatThrownBy(() -> connection.exec("unanswered exec " + answer)).isInstanceOf(SshException.class)
                    .hasMessageContaining("may have run").extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
            assertThat(spares.runs("unanswered exec " + answer)).isEqualTo(runs);
            echo(connection, "next");
            assertThat(bean.getSpareChannels()).as("it may close spares").isZero();
        }
        start(adapter -> { });
        try (SshConnection connection = connect()) {
            echo(connection, "first");
            awaitSpareHere();
            spares.answerNext(answer);
            assertThatThrownBy(() -> connection.start(SshCommand.shell("unanswered start " + answer))).isInstanceOf(SshException.class)
                    .hasMessageContaining("may have run").extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
            assertThat(spares.runs("unanswered start " + answer)).isEqualTo(runs);
            assertThat(connection.info().openChannels()).isZero();
        }
    }

    @Test
    void aRequestThatIsRefusedOnASpareIsMadeOnceMore() throws Exception {
        try (SshConnection connection = connect()) {
            echo(connection, "first");
            awaitSpareHere();
            spares.answerNext(Answer.REFUSE);
            assertThat(echo(connection, "refused exec")).isEqualTo("refused exec");
            assertThat(spares.runs("refused exec")).isEqualTo(1);
            await().until(() -> spares.unclosed() == 0);
            assertThat(opened()).as("two spares, and one for each command").isEqualTo(4);
            spares.answerNext(Answer.REFUSE);
            assertThatThrownBy(() -> connection.exec("refused again")).extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
            assertThat(spares.runs("refused again")).isZero();
        }
        try (SshConnection connection = connect()) {
            echo(connection, "first");
            awaitSpareHere();
            spares.answerNext(Answer.REFUSE);
            // The server answers before it counts.
            connection.start(SshCommand.shell("refused start"));
            await().until(() -> spares.runs("refused start") == 1);
        }
    }

    @Test
    void aCommandWhoseSpareClosesAfterTheAnswerRanOnce() throws Exception {
        try (SshConnection connection = connect()) {
            echo(connection, "first");
            awaitSpareHere();
            spares.answerNext(Answer.ACCEPT_AND_CLOSE);
            SshCommandResult result = connection.exec("answered");
            assertThat(result.exitStatus()).isEmpty();
            assertThat(spares.runs("answered")).isEqualTo(1);
        }
    }

    /** The server's message and the request meet at any point. */
    @Test
    void aServerThatClosesSparesAtAnyMomentRunsNoCommandTwice() throws Exception {
        for (int round = 0; round < 5; round++) {
            String command = "race " + spares.opened();
            start(adapter -> { });
            try (SshConnection connection = connect()) {
                echo(connection, "first");
                awaitSpareHere();
                new AtOnce().run(spares::closeIdle).run(() -> {
                    try {
                        echo(connection, command);
                        assertThat(spares.runs(command)).isEqualTo(1);
                    } catch (SshException e) {
                        assertThat(e.code()).isEqualTo(SshErrorCode.CHANNEL_REFUSED);
                        assertThat(spares.runs(command)).isLessThanOrEqualTo(1);
                    }
                }).await();
                assertThat(connection.info().openChannels()).isZero();
            }
        }
    }

    // ---- SFTP ----

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private int subsystems() {
        return spares.subsystems() - subsystemsBefore;
    }

    @Test
    void aTransferLeavesItsSftpChannelToTheNextOneOfItsKey() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect(); SshConnection sameKey = connectAgain(); SshConnection otherKey = connect()) {
            connection.download(there, folder.resolve("1"));
            sameKey.upload(folder.resolve("1"), folder.resolve("2").toString());
            assertThat(sameKey.info().openChannels()).isZero();
            assertThat(subsystems()).isEqualTo(1);
            otherKey.download(there, folder.resolve("3"));
            assertThat(subsystems()).as("one for each key").isEqualTo(2);
        }
        assertThat(folder.resolve("2")).hasContent("content");
        assertThat(folder.resolve("3")).hasContent("content");
    }

    @Test
    void aFailedTransferLeavesNothing() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect()) {
            assertThatThrownBy(() -> connection.download(folder.resolve("none").toString(), folder.resolve("1")))
                    .extracting("code").isEqualTo(SshErrorCode.TRANSFER_FAILED);
            connection.download(there, folder.resolve("2"));
            assertThat(subsystems()).isEqualTo(2);
        }
    }

    @Test
    void aFileSystemOfTheApplicationLeavesItsSftpChannelToo() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect(); SshConnection sameKey = connectAgain()) {
            Path before;
            try (FileSystem files = connection.fileSystem()) {
                before = files.getPath(there);
                assertThat(before).hasContent("content");
                assertThat(connection.info().openChannels()).isEqualTo(1);
            }
            assertThat(connection.info().openChannels()).isZero();
            assertThatThrownBy(() -> Files.size(before)).isInstanceOf(ClosedFileSystemException.class);
            sameKey.download(there, folder.resolve("1"));
            try (FileSystem files = sameKey.fileSystem()) {
                assertThat(files.getPath(there)).hasContent("content");
            }
            assertThat(subsystems()).isEqualTo(1);
        }
    }

    @Test
    void aFileSystemThatIsClosedWithAnOpenFileLeavesNothing() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect()) {
            FileSystem files = connection.fileSystem();
            try (InputStream in = Files.newInputStream(files.getPath(there))) {
                files.close();
                assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
            }
            connection.download(there, folder.resolve("1"));
            assertThat(subsystems()).isEqualTo(2);
        }
    }

    @Test
    void aFileSystemThatIsClosedWithItsHandleLeavesNothing() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect()) {
            assertThat(connection.fileSystem().getPath(there)).hasContent("content");
        }
        try (SshConnection connection = connectAgain()) {
            connection.download(there, folder.resolve("1"));
            assertThat(subsystems()).isEqualTo(2);
        }
    }

    @Test
    void anSftpChannelIsKeptForItsTime() throws Exception {
        start(adapter -> {
            adapter.setSftpKeptSeconds(1);
            adapter.setMaxSpareChannelsPerConnection(0);
        });
        try (SshConnection connection = connect()) {
            connection.download(file("content").toString(), folder.resolve("1"));
            await().until(() -> spares.unclosed() == 0);
            assertThat(bean.getSpareChannels()).isZero();
            connection.download(file("content").toString(), folder.resolve("2"));
            assertThat(subsystems()).isEqualTo(2);
        }
    }

    @Test
    void aKeptSftpChannelThatTheServerClosesCostsNothing() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect()) {
            connection.download(there, folder.resolve("1"));
            await().until(() -> bean.getSpareChannels() == 2);
            spares.closeAll();
            await().until(() -> bean.getSpareChannels() == 0);
            connection.download(there, folder.resolve("2"));
            connection.download(there, folder.resolve("3"));
            assertThat(subsystems()).isEqualTo(3);
        }
    }

    private interface Use {
        void of(SshConnection connection) throws Exception;
    }

    /** The server closes a kept channel when the first request of this use has just been sent. */
    private void survivesTheClose(SpareServer.Files how, Use use) throws Exception {
        start(adapter -> { });
        try (SshConnection connection = connect()) {
            connection.download(file("content").toString(), folder.resolve("before"));
            spares.endSftp(how, 0);
            use.of(connection);
            assertThat(subsystems()).as("the one that the server has closed, and another one").isEqualTo(2);
            assertThat(bean.getTransfersFailed()).isZero();
            await().until(() -> connection.info().openChannels() == 0);
        }
    }

    /** Nothing stays beside the files that the transfer has made. */
    @ParameterizedTest
    @EnumSource(value = SpareServer.Files.class, names = "SERVED", mode = EnumSource.Mode.EXCLUDE)
    void aTransferBeginsAgainIfItsKeptChannelIsJustBeingClosed(SpareServer.Files how) throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        survivesTheClose(how, connection -> connection.upload(folder.resolve("before"), there.resolve("file").toString()));
        survivesTheClose(how, connection -> connection.upload(new ByteArrayInputStream(new byte[100_000]), there.resolve("stream").toString()));
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.writeString(tree.resolve("1"), "one");
        Files.writeString(tree.resolve("2"), "two");
        survivesTheClose(how, connection -> connection.upload(tree, there.resolve("tree").toString()));
        assertThat(there.resolve("file")).hasContent("content");
        assertThat(there.resolve("stream")).satisfies(Content.exactly(new byte[100_000]));
        assertThat(there.resolve("tree").resolve("2")).hasContent("two");
        Path copy = folder.resolve("copy");
        survivesTheClose(how, connection -> connection.download(there.resolve("stream").toString(), copy));
        assertThat(copy).satisfies(Content.exactly(new byte[100_000]));
        survivesTheClose(how, connection -> connection.download(there.resolve("tree").toString(), folder.resolve("treeCopy")));
        assertThat(folder.resolve("treeCopy").resolve("1")).hasContent("one");
        try (Stream<Path> all = Files.walk(there)) {
            assertThat(all.map(path -> there.relativize(path).toString())).as("no part")
                    .containsExactlyInAnyOrder("", "file", "stream", "tree", "tree/1", "tree/2");
        }
    }

    @Test
    void aFileSystemIsOnAnotherChannelIfItsKeptOneIsJustBeingClosed() throws Exception {
        survivesTheClose(SpareServer.Files.CLOSE_UNDONE, connection -> {
            try (FileSystem files = connection.fileSystem()) {
                assertThat(files.getPath(folder.resolve("before").toString())).hasContent("content");
            }
        });
    }

    /** Nobody knows what has become of the second request: the first one was answered, and opened the part. */
    @Test
    void aTransferThatHasBegunDoesNotBeginAgain() throws Exception {
        try (SshConnection connection = connect()) {
            connection.download(file("content").toString(), folder.resolve("before"));
            spares.endSftp(SpareServer.Files.CLOSE_UNDONE, 1);
            assertThatThrownBy(() -> connection.upload(folder.resolve("before"), folder.resolve("there").toString()))
                    .isInstanceOf(SshException.class);
            assertThat(subsystems()).isEqualTo(1);
            assertThat(folder.resolve("there")).doesNotExist();
        }
    }

    /** A channel of its own says more: the server closes it whenever SFTP is used. */
    @Test
    void aTransferOnAChannelOfItsOwnDoesNotBeginAgain() throws Exception {
        String there = file("content").toString();
        try (SshConnection connection = connect()) {
            spares.endSftp(SpareServer.Files.CLOSE_UNDONE, 0);
            assertThatThrownBy(() -> connection.download(there, folder.resolve("copy"))).isInstanceOf(SshException.class);
            assertThat(subsystems()).isEqualTo(1);
        }
    }

    // ---- OpenSSH ----

    private SshConnection connect(OpenSshServer server) throws Exception {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s" + ++sessions, "p", AdapterFixture.target(server).build()));
    }

    @Test
    void aServerWithMaxSessionsOneIsUsedAsBefore() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("MaxSessions 1"); SshConnection connection = connect(server)) {
            long number = connection.info().number();
            for (int i = 0; i < 5; i++) {
                assertThat(connection.exec("echo " + i).stdout()).isEqualTo(i + "\n");
            }
            connection.upload(file("content"), folder.resolve("there").toString());
            assertThat(connection.exec("cat " + folder.resolve("there")).stdout()).isEqualTo("content");
            assertThat(bean.getSpareChannels()).isZero();
            assertThat(connection.info().number()).isEqualTo(number);
        }
    }

    @Test
    void aKeptSftpChannelGivesWayWhereTheServerHasNoRoom() throws Exception {
        start(adapter -> adapter.setMaxSpareChannelsPerConnection(0));
        try (OpenSshServer server = OpenSshServer.start("MaxSessions 2"); SshConnection connection = connect(server)) {
            connection.upload(file("content"), folder.resolve("there").toString());
            assertThat(bean.getSpareChannels()).isEqualTo(1);
            try (SshProcess one = connection.start(SshCommand.of("cat")); SshProcess two = connection.start(SshCommand.of("cat"))) {
                assertThat(one.isAlive() && two.isAlive()).isTrue();
                assertThat(bean.getSpareChannels()).isZero();
            }
        }
    }

    /** It does not close one on which nothing has happened, but it closes that of SFTP. */
    @Test
    void aServerThatClosesIdleChannelsGetsNoMoreSpares() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("ChannelTimeout session*=1s"); SshConnection connection = connect(server)) {
            long number = connection.info().number();
            connection.upload(file("content"), folder.resolve("there").toString());
            await().until(() -> bean.getSpareChannels() == 0);
            assertThat(connection.exec("echo 1").stdout()).isEqualTo("1\n");
            assertThat(connection.exec("echo 2").stdout()).isEqualTo("2\n");
            assertThat(bean.getSpareChannels()).isZero();
            assertThat(connection.info().number()).isEqualTo(number);
        }
    }

    /** OpenSSH asks on any channel, and ends the connection if nobody answers. */
    @Test
    void aServersKeepaliveOnASpareIsAnswered() throws Exception {
        try (OpenSshServer server = OpenSshServer.start("ClientAliveInterval 1", "ClientAliveCountMax 1", "LogLevel DEBUG3");
                SshConnection connection = connect(server)) {
            long number = connection.info().number();
            connection.exec("true");
            int sent = SshConstants.SSH_MSG_CHANNEL_REQUEST;
            await().until(() -> server.log().lines().filter(line -> line.contains("send packet: type " + sent)).count() > 1);
            assertThat(connection.exec("echo 1").stdout()).isEqualTo("1\n");
            assertThat(connection.info().number()).isEqualTo(number);
        }
    }
}
