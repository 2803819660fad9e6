package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.TestNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application learns of the configured profiles. */
class ProfileListTest {

    @TempDir
    private Path folder;
    private EmbeddedSshServer server;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AdapterFixture fixture(Consumer<SshManagedConnectionFactory> more) throws Exception {
        return new AdapterFixture(adapter -> { }, definition -> {
            definition.setProfile("own");
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(EmbeddedSshServer.USER);
            definition.setPassword(EmbeddedSshServer.PASSWORD);
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            more.accept(definition);
        });
    }

    @Test
    void theProfilesOfAllSourcesAreListedOnce() throws Exception {
        Path file = Files.write(folder.resolve("profiles"), List.of("Host web-2 web-1 *.wild", "User u", "Host own object-1 web-2"));
        TestNames.bind("java:/listed/object-2", new SshProfileObject());
        TestNames.bind("java:/listed/object-1", new SshProfileObject());
        TestNames.bind("java:/listed/below/object-3", new SshProfileObject());
        try (AdapterFixture fixture = fixture(definition -> {
            definition.setProfilesFile(file.toString());
            definition.setProfilesContext("java:/listed/");
        })) {
            assertThat(fixture.factory.profiles()).containsExactly("own", "object-1", "object-2", "web-2", "web-1");
            Files.write(file, List.of("Host web-3", "User u"));
            await().untilAsserted(() -> assertThat(fixture.factory.profiles()).containsExactly("own", "object-1", "object-2", "web-3"));
        }
    }

    /** Keys are not read: a machine is shown although its key is missing, and nobody is warned of the key. */
    @Test
    void whatIsConfiguredIsShownWithoutAConnection() throws Exception {
        Path file = Files.write(folder.resolve("profiles"), List.of("Host web-1 bad-1", "IdentityFile missing", "Group web", "Host web-1", "HostName %h.example.org",
                "Port 2022", "User deploy", "PrivilegeLevel P1", "Host bad-1", "Port none", "Host plain"));
        SshProfileObject object = new SshProfileObject();
        object.setHost("10.0.0.7");
        TestNames.bind("java:/shown/object-1", object);
        TestNames.bind("java:/shown/object-2", new SshProfileObject());
        try (AdapterFixture fixture = fixture(definition -> {
            definition.setProfilesFile(file.toString());
            definition.setProfilesContext("java:/shown/");
            definition.setPrivilegeLevel("P0");
        })) {
            SshProfileInfo.Builder info = SshProfileInfo.builder();
            assertThat(fixture.factory.profile("plain")).isEqualTo(info.profile("plain").host("plain").build());
            assertThat(fixture.factory.profile("object-1")).isEqualTo(info.profile("object-1").host("10.0.0.7").build());
            assertThat(fixture.factory.profile("own")).isEqualTo(info.profile("own").host(server.host()).port(server.port())
                    .username(EmbeddedSshServer.USER).privilegeLevel("P0").build());
            assertThat(fixture.factory.profile("web-1")).isEqualTo(info.profile("web-1").host("web-1.example.org").port(2022).username("deploy")
                    .privilegeLevel("P1").group("web").build());
            assertThatThrownBy(() -> fixture.factory.profile("bad-1")).extracting("code").isEqualTo(SshErrorCode.INVALID_PROFILES_FILE);
            assertThatThrownBy(() -> fixture.factory.profile("object-2")).extracting("code").isEqualTo(SshErrorCode.INVALID_PROFILE);
            assertThatThrownBy(() -> fixture.factory.profile("nowhere")).extracting("code").isEqualTo(SshErrorCode.UNKNOWN_PROFILE);
            assertThatThrownBy(() -> fixture.factory.profile("a\nb")).isExactlyInstanceOf(IllegalArgumentException.class);
            Files.write(file, List.of("Host web-1", "HostName elsewhere"));
            await().untilAsserted(() -> assertThat(fixture.factory.profile("web-1").host()).isEqualTo("elsewhere"));
            assertThat(server.authenticatedSessions()).isZero();
        }
    }

    @Test
    void aContextThatDoesNotExistHasNoProfiles() throws Exception {
        TestNames.bind("java:/elsewhere/object", new SshProfileObject());
        try (AdapterFixture fixture = fixture(definition -> definition.setProfilesContext("java:/not-there"))) {
            assertThat(fixture.factory.profiles()).containsExactly("own");
        }
    }

    @Test
    void aNameThatIsNotBoundIsNoErrorIfTheServerWrapsTheException() throws Exception {
        Path file = Files.write(folder.resolve("profiles"), List.of("Host web-1", "User u"));
        TestNames.bind("java:/elsewhere/object", new SshProfileObject());
        try (AdapterFixture fixture = fixture(definition -> {
            definition.setProfilesFile(file.toString());
            definition.setProfilesContext(TestNames.WRAPPING + "profiles");
        })) {
            assertThat(fixture.factory.profiles()).containsExactly("own", "web-1");
            assertThat(fixture.factory.test("own").serverVersion()).startsWith("SSH-2.0-");
            assertThatThrownBy(() -> fixture.factory.test("nowhere")).extracting("code").isEqualTo(SshErrorCode.UNKNOWN_PROFILE);
        }
    }

    @Test
    void aProfilesFileThatCannotBeReadIsReported() throws Exception {
        try (AdapterFixture fixture = fixture(definition -> definition.setProfilesFile(folder.resolve("missing").toString()))) {
            assertThatThrownBy(fixture.factory::profiles).isInstanceOf(SshProfileException.class).hasMessageContaining("missing");
        }
    }

    @Test
    void aTestConnectsLogsInAndLeavesNothingOpen() throws Exception {
        try (AdapterFixture fixture = fixture(definition -> { })) {
            SshConnectionInfo info = fixture.factory.test("own");

            assertThat(info.serverVersion()).startsWith("SSH-2.0-");
            assertThat(info.hostKeyFingerprint()).isEqualTo(server.hostKeyFingerprint());
            assertThat(server.authenticatedSessions()).isEqualTo(1);
            await().until(() -> server.openSessions() == 0);
            assertThat(fixture.factory.sessions().totalConnections()).isZero();
        }
    }

    @Test
    void aTestSaysWhyAProfileDoesNotWork() throws Exception {
        try (AdapterFixture fixture = fixture(definition -> definition.setPassword("wrong"))) {
            assertThatThrownBy(() -> fixture.factory.test("own")).isInstanceOf(SshAuthenticationException.class)
                    .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
            assertThatThrownBy(() -> fixture.factory.test("own")).as("it is not sent again")
                    .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
            assertThatThrownBy(() -> fixture.factory.test("nowhere")).extracting("code").isEqualTo(SshErrorCode.UNKNOWN_PROFILE);
            assertThatThrownBy(() -> fixture.factory.test("a\nb")).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> fixture.factory.test(null)).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }
}
