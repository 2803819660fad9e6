package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshProcess;
import io.sshra.SshStream;
import io.sshra.testing.EmbeddedSshServer;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ways in which somebody might use another user's connection or get its credential. */
class IsolationTest {

    private EmbeddedSshServer server;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(sshd -> sshd.setSubsystemFactories(List.of(new SftpSubsystemFactory())));
        fixture = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            definition.setAllowForwarding(true);
        });
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private SshConnection connect(String user, String session) throws Exception {
        return fixture.factory.getConnection(SshConnectionSpec.of(user, session, "default"));
    }

    /** According to the server, each key has its own TCP connection, whatever is equal or looks alike. */
    @Test
    void usersSessionsAndProfilesShareNoConnection() throws Exception {
        Set<String> clients = new HashSet<>();
        int made = 0;
        List<String> names = List.of("a", "A", "a ", " a", "a:b", "a/b", "a,b", "\u00e4", "a\u0308", "default");
        for (String user : names) {
            for (String session : List.of("s", "S", "s ", "b:s")) {
                try (SshConnection connection = connect(user, session); SshConnection again = connect(user, session)) {
                    assertThat(connection.info().userId()).isEqualTo(user);
                    assertThat(again.info().sessionId()).isEqualTo(session);
                    made++;
                    clients.add(user + "\0" + session);
                    assertThat(server.authenticatedSessions()).isGreaterThanOrEqualTo(made);
                }
            }
        }
        assertThat(clients).hasSize(made);
        assertThat(server.authenticatedSessions()).isEqualTo(made);
    }

    @Test
    void aClosedHandleAndWhatItOpenedCannotBeUsed() throws Exception {
        SshConnection connection = connect("alice", "s");
        SshProcess process = connection.start(SshCommand.shell("cat"));
        FileSystem files = connection.fileSystem(StandardCharsets.UTF_8);
        connection.close();
        try (SshConnection next = connect("alice", "s")) {
            assertThat(next.exec("echo mine").stdout()).isEqualTo("mine\n");
            for (ThrowingCallable use : List.<ThrowingCallable>of(
                    () -> connection.exec("true"), () -> connection.start(SshCommand.shell("true")), connection::info,
                    () -> connection.fileSystem(StandardCharsets.UTF_8))) {
                assertThatThrownBy(use).isInstanceOf(SshConnectionClosedException.class).extracting("code")
                        .isEqualTo(SshErrorCode.HANDLE_CLOSED);
            }
            assertThat(process.isAlive()).isFalse();
            assertThatThrownBy(() -> Files.exists(files.getPath("/tmp"))).isInstanceOf(ClosedFileSystemException.class);
        }
    }

    /**
     * What an application can do with objects of the adapter after a cast to any type. Applications that see the API also see
     * the adapter's public types, so these have no methods beyond those of the API and the JDK.
     */
    @Test
    void noCastGivesMoreThanTheApiHas() throws Exception {
        try (SshConnection connection = connect("alice", "s"); SshProcess process = connection.start(SshCommand.shell("cat"));
                FileSystem files = connection.fileSystem(); SshStream stream = connection.open(server.host(), server.port())) {
            Path path = files.getPath("/tmp");
            for (Object given : List.of(fixture.factory, fixture.factory.sessions(), connection, connection.info(), process,
                    process.stdin(), process.stdout(), stream, stream.input(), stream.output(), files, files.provider(), path, Files.getFileStore(path),
                    Files.getFileAttributeView(path, BasicFileAttributeView.class), Files.readAttributes(path, BasicFileAttributes.class))) {
                assertThat(beyondTheApi(given.getClass())).as("methods of " + given.getClass()).isEmpty();
            }
        }
    }

    /** A class and all its supertypes. */
    private static Set<Class<?>> hierarchy(Class<?> type) {
        Set<Class<?>> all = new HashSet<>(Set.of(type));
        if (type.getSuperclass() != null) {
            all.addAll(hierarchy(type.getSuperclass()));
        }
        for (Class<?> each : type.getInterfaces()) {
            all.addAll(hierarchy(each));
        }
        return all;
    }

    private static Set<String> beyondTheApi(Class<?> type) {
        Set<String> known = new HashSet<>();
        Set<String> own = new HashSet<>();
        for (Class<?> each : hierarchy(type)) {
            if (Modifier.isPublic(each.getModifiers())) {
                boolean ours = each.getName().matches("(io[.]sshra[.]\\w+|org[.]apache|org[.]bouncycastle)[.].*");
                for (Method method : each.getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                        (ours ? own : known).add(method.getName() + Arrays.toString(method.getParameterTypes()));
                    }
                }
            }
        }
        own.removeAll(known);
        return own;
    }

    /** A serialised factory would contain the definition's password. */
    @Test
    void aFactoryIsNotSerialised() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            assertThatThrownBy(() -> out.writeObject(fixture.factory)).isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("JNDI");
        }
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain(EmbeddedSshServer.PASSWORD);
    }
}
