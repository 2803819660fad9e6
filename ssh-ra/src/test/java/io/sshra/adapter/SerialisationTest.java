package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshIdentity;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.SshTransferOptions;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which objects of the API can be serialised, for instance by a replicated session or a remote call: exceptions, without
 * secrets, but no connection and nothing with a credential. ArchitectureTest has the other types.
 */
class SerialisationTest {

    private static final String SECRET = "a secret of this test";

    private EmbeddedSshServer server;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start();
        fixture = new AdapterFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private static byte[] serialised(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @Test
    void connectionsAndCredentialsAreNotSerialised() throws Exception {
        SshTarget target = AdapterFixture.target(server).build();
        SshConnectionSpec spec = AdapterFixture.spec("alice", "s", "p", target);
        try (SshConnection connection = fixture.factory.getConnection(spec)) {
            for (Object object : List.of(fixture.factory, fixture.factory.sessions(), connection, connection.info(), spec, target,
                    SshIdentity.of(SECRET), SshCommand.shell("true"), SshPty.xterm(), SshTransferOptions.defaults(),
                    connection.exec("true"), connection.start(SshCommand.shell("true")))) {
                assertThatThrownBy(() -> serialised(object)).as(object.toString()).isInstanceOf(NotSerializableException.class);
            }
        }
    }

    @Test
    void errorsAreSerialisedWithTheirCodeAndWithoutASecret() throws Exception {
        List<SshTarget> failing = new ArrayList<>();
        failing.add(AdapterFixture.target(server).password(SECRET.toCharArray()).build());
        failing.add(AdapterFixture.target(server).privateKey(SECRET, SECRET.toCharArray()).build());
        failing.add(AdapterFixture.target(server).password(SECRET.toCharArray()).hostKeyFingerprint("SHA256:" + "A".repeat(43))
                .port(HostileServer.closedPort()).build());
        failing.add(SshTarget.builder().host(server.host()).port(server.port()).username("u").password(SECRET.toCharArray())
                .hostKeyFingerprint("SHA256:" + "A".repeat(43)).build());
        Set<SshErrorCode> codes = new TreeSet<>();
        for (SshTarget target : failing) {
            SshException error = catchThrowableOfType(SshException.class,
                    () -> fixture.factory.getConnection(AdapterFixture.spec("alice", "s" + codes.size(), "p", target)));
            byte[] bytes = serialised(error);
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                SshException there = (SshException) in.readObject();
                assertThat(there.code()).isEqualTo(error.code());
                assertThat(there.getMessage()).isEqualTo(error.getMessage());
                codes.add(there.code());
            }
        }
        assertThat(codes).containsExactlyInAnyOrder(SshErrorCode.AUTHENTICATION_REFUSED, SshErrorCode.UNREADABLE_KEY,
                SshErrorCode.CONNECTION_REFUSED, SshErrorCode.HOST_KEY_CHANGED);
    }
}
