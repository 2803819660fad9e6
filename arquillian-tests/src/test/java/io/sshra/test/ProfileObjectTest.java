package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshChannelLimitException;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProcess;
import io.sshra.SshProfile;
import io.sshra.SshProfileException;
import jakarta.annotation.Resource;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles as administered objects (Connectors 2.1), in the JNDI context of the definition's {@code profilesContext}. */
class ProfileObjectTest extends LoginTest {

    private static final int IDLE_SECONDS = 1;

    @Resource(lookup = "java:/eis/ssh-profiles/web")
    private SshProfile web;

    @Resource(lookup = "java:/eis/ssh-profiles/behind")
    private SshProfile behind;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        LoginServer server = LoginServer.shared();
        String pinned = Archives.property("hostKeyFingerprints", server.hostKeyFingerprint());
        Path profiles = server.profilesFile("""
                Host web
                  HostName not-this-one.invalid
                Host filed
                  HostName 127.0.0.1
                  Port PORT
                  User tester
                  IdentityFile FOLDER/id
                """);
        String file = Archives.property("profilesFile", profiles);
        String objects = object("java:/eis/ssh-profiles/web", "web", pinned + Archives.property("privilegeLevel", "operator")
                        + Archives.property("maxChannelsPerConnection", 1))
                + object("java:/eis/ssh-profiles/gate", "gate", pinned)
                + object("java:/eis/ssh-profiles/behind", "behind", pinned + Archives.property("jump", "gate"))
                + object("java:/eis/ssh-profiles/short", "short", Archives.property("idleTimeoutSeconds", IDLE_SECONDS)
                        + Archives.property("knownHostsFile", profiles.resolveSibling("known_hosts")))
                + object("java:/eis/ssh-profiles/other-key", "other-key",
                        Archives.property("hostKeyFingerprints", "SHA256:" + "A".repeat(43)))
                + object("java:/eis/ssh-profiles/below/it", "below", pinned)
                + object("java:/eis/ssh-elsewhere", "elsewhere", pinned);
        return Archives.rarWithDefinitions(Archives.property("channelWaitSeconds", 0) + Archives.property("evictionIntervalSeconds", 1),
                Archives.definition("java:/eis/ssh", file + Archives.property("profilesContext", "java:/eis/ssh-profiles/"))
                        + Archives.definition("java:/eis/ssh-without", file),
                "<admin-objects>" + objects + "</admin-objects>");
    }

    private static String object(String jndiName, String name, String properties) {
        return "<admin-object class-name=\"io.sshra.adapter.SshProfileObject\" jndi-name=\"" + jndiName + "\" pool-name=\"" + name
                + "\">" + Archives.property("host", "127.0.0.1") + Archives.property("port", LoginServer.shared().port())
                + Archives.property("username", name + "-login") + Archives.property("password", "good-" + name) + properties
                + "</admin-object>";
    }

    @Deployment(order = 2)
    static WebArchive tests() {
        return Archives.loginWar(ProfileObjectTest.class);
    }

    private SshConnectionInfo info(String profile) throws SshException {
        return ssh.sessions().connections("alice", session).stream().filter(info -> info.profile().equals(profile)).findFirst()
                .orElseThrow();
    }

    @Test
    void aProfileIsFoundByItsNameAndReported() throws Exception {
        try (SshConnection connection = ssh.getConnection(spec("alice", "web"))) {
            assertThat(login(connection)).as("before the profiles file").isEqualTo("web-login:good-web");
            assertThat(connection.info().privilegeLevel()).isEqualTo("operator");
            assertThat(connection.info().relayMode()).isFalse();
            assertThat(connection.info().username()).isEqualTo("web-login");
        }
        assertThat(info("web").privilegeLevel()).isEqualTo("operator");
    }

    @Test
    void allProfilesAreListedAndOneIsTested() throws Exception {
        assertThat(ssh.profiles()).as("objects, then the file").containsExactly("behind", "gate", "other-key", "short", "web", "filed");
        assertThat(ssh.test("web").hostKeyFingerprint()).isEqualTo(ssh.test("behind").hostKeyFingerprint()).startsWith("SHA256:");
        assertThatThrownBy(() -> ssh.test("other-key")).isInstanceOf(SshHostKeyException.class);
        await().until(() -> counts("web-login").endsWith("open=0") && counts("behind-login").endsWith("open=0"));
    }

    @Test
    void aProfileMayHaveAnotherProfileAsItsJumpHost() throws Exception {
        try (SshConnection connection = ssh.getConnection(spec("alice", "behind"))) {
            assertThat(login(connection)).isEqualTo("behind-login:good-behind");
            assertThat(connection.info().relayMode()).isTrue();
            assertThat(connection.info().privilegeLevel()).isNull();
            assertThat(counts("gate-login")).endsWith("open=1");
        }
        ssh.sessions().release("alice", session, "behind");
        await().until(() -> counts("gate-login").endsWith("open=0") && counts("behind-login").endsWith("open=0"));
    }

    @Test
    void aProfileHasItsOwnLimits() throws Exception {
        try (SshConnection one = ssh.getConnection(spec("alice", "web")); SshProcess running = one.start(SshCommand.shell("cat"))) {
            assertThatThrownBy(() -> one.exec("true")).isInstanceOf(SshChannelLimitException.class).hasMessageContaining("1 channels");
            assertThat(running.isAlive()).isTrue();
            try (SshConnection more = ssh.getConnection(spec("alice", "gate")); SshProcess first = more.start(SshCommand.shell("cat"))) {
                assertThat(more.exec("true").succeeded()).as("the adapter's limit").isTrue();
                assertThat(first.isAlive()).isTrue();
            }
        }
    }

    @Test
    void aProfileHasItsOwnIdleTimeout() throws Exception {
        login(ssh, spec("alice", "gate"));
        login(ssh, spec("alice", "short"));
        await().until(() -> !info("short").alive());
        assertThat(info("gate").alive()).isTrue();
        assertThat(log.withCode("SSHRA000102")).filteredOn(line -> line.contains(session)).singleElement().asString()
                .contains("profile=short", "reason=idle_timeout");
    }

    @Test
    void aProfileHasItsOwnHostKeys() throws Exception {
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", "other-key"))).isInstanceOf(SshHostKeyException.class);
        assertThat(counts("other-key-login")).isEqualTo("accepted=0 refused=0 open=0");
        assertThat(login(ssh, spec("alice", "short"))).as("by its known_hosts file").isEqualTo("short-login:good-short");
    }

    /** As part of a JNDI name, each of these would lead to a bound object. */
    @ParameterizedTest
    @ValueSource(strings = {"below/it", "../ssh-elsewhere", "/eis/ssh-elsewhere", "java:/eis/ssh-elsewhere", "./web", "web/", "/web",
        "//web", "below", "\"web\"", "'web'", "\\web", "web ", "ldap://127.0.0.1:1/x", "rmi:x", "..", "."})
    void noNameIsLookedUpOutsideTheContext(String name) throws Exception {
        assertThatThrownBy(() -> ssh.getConnection(spec("alice", name))).isInstanceOf(SshProfileException.class)
                .satisfies(failure -> assertThat(((SshException) failure).code())
                        .isIn(SshErrorCode.UNKNOWN_PROFILE, SshErrorCode.INVALID_PROFILE));
        assertThat(ssh.sessions().connections("alice", session)).isEmpty();
    }

    @Test
    void anApplicationCanReadTheObjectButNoSecretOfIt() {
        assertThat(web.getHost()).isEqualTo("127.0.0.1");
        assertThat(web.getPort()).isEqualTo(target().username("u").build().port());
        assertThat(web.getUsername()).isEqualTo("web-login");
        assertThat(web.getPrivilegeLevel()).isEqualTo("operator");
        assertThat(web.isRelayMode()).isFalse();
        assertThat(behind.isRelayMode()).isTrue();
        assertThat(web.toString()).contains("web-login@127.0.0.1").doesNotContain("good-web");
        List<Method> methods = List.of(web.getClass().getMethods());
        assertThat(methods).extracting(Method::getName).as("the object itself has getters").doesNotContain("getPassword");
        assertThat(methods).filteredOn(method -> method.getName().equals("settings")).singleElement().satisfies(settings ->
                assertThatThrownBy(() -> settings.invoke(web, "web", null)).hasRootCauseInstanceOf(NullPointerException.class));
    }
}
