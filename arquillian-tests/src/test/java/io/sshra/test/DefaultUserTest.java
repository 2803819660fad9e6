package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.test.callers.CallerServlet;
import io.sshra.test.callers.PlainServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.as.arquillian.api.ServerSetupTask;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose connection a caller gets without naming a user. Calls an application over HTTP. */
@ExtendWith(ArquillianExtension.class)
@ServerSetup(DefaultUserTest.Users.class)
class DefaultUserTest {

    private static final String NO_CALLER = "SSHRA001008";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Alice and Bob in WildFly's ApplicationRealm, as add-user.sh makes them. */
    static final class Users implements ServerSetupTask {

        private static final Path FILE = Path.of(System.getProperty("wildfly.base"), "configuration", "application-users.properties");
        private String before;

        @Override
        public void setup(ManagementClient client, String container) throws Exception {
            before = Files.readString(FILE, StandardCharsets.ISO_8859_1);
            for (String user : List.of("alice", "bob")) {
                byte[] hash = MessageDigest.getInstance("MD5").digest((user + ":ApplicationRealm:" + user).getBytes(StandardCharsets.UTF_8));
                Files.writeString(FILE, "\n" + user + "=" + HexFormat.of().formatHex(hash) + "\n", StandardOpenOption.APPEND);
            }
            load(client);
        }

        @Override
        public void tearDown(ManagementClient client, String container) throws Exception {
            Files.writeString(FILE, before, StandardCharsets.ISO_8859_1);
            load(client);
        }

        private static void load(ManagementClient client) {
            Management.execute(client.getControllerClient(),
                    Management.operation("load", "subsystem", "elytron", "properties-realm", "ApplicationRealm"));
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        LoginServer server = LoginServer.shared();
        return Archives.rarWithDefinitions("", Archives.definition("java:/eis/ssh", Archives.property("profile", "own")
                + Archives.property("host", "127.0.0.1") + Archives.property("port", server.port())
                + Archives.property("username", "shared") + Archives.property("password", "good-shared")
                + Archives.property("hostKeyFingerprints", server.hostKeyFingerprint())), "");
    }

    @Deployment(name = "callers", order = 2, testable = false)
    static WebArchive callers() {
        return war("callers.war").addPackage(CallerServlet.class.getPackage()).deleteClass(PlainServlet.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @Deployment(name = "plain", order = 3, testable = false)
    static WebArchive withoutCdi() throws ClassNotFoundException {
        return war("plain.war").addClasses(PlainServlet.class, Class.forName("io.sshra.test.callers.Whose"));
    }

    private static WebArchive war(String name) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addAsManifestResource(new StringAsset("Dependencies: deployment." + ContainerTest.RAR + "\n"), "MANIFEST.MF")
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <security-constraint>
                            <web-resource-collection>
                              <web-resource-name>secured</web-resource-name>
                              <url-pattern>/secured/*</url-pattern>
                            </web-resource-collection>
                            <auth-constraint><role-name>**</role-name></auth-constraint>
                          </security-constraint>
                          <login-config><auth-method>BASIC</auth-method></login-config>
                        </web-app>
                        """));
    }

    /** @param caller null for a caller who does not log in */
    private static String ask(String caller, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + Integer.getInteger("wildfly.port.http") + path));
        if (caller != null) {
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString((caller + ":" + caller).getBytes(StandardCharsets.UTF_8)));
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : "HTTP " + response.statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "bean", "async-bean", "executor"})
    void aLoggedInCallerGetsAnOwnConnection(String way) throws Exception {
        assertThat(ask("alice", "/callers/secured/" + way)).isEqualTo("alice");
        assertThat(ask("bob", "/callers/secured/" + way)).isEqualTo("bob");
        assertThat(ask("alice", "/callers/secured/" + way)).as("nothing is remembered of the last caller").isEqualTo("alice");
    }

    /** AsyncContext.start, a role without the name of a person, calls under that role, a thread of the application. */
    @ParameterizedTest
    @ValueSource(strings = {"async", "run-as", "behind-run-as", "thread"})
    void withoutACallerOfTheContainerThereIsNoConnection(String way) throws Exception {
        assertThat(ask("alice", "/callers/secured/" + way)).isEqualTo(NO_CALLER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "bean", "async-bean", "executor", "async", "run-as", "behind-run-as", "thread"})
    void anAnonymousCallerGetsAnExceptionAndNoSharedConnection(String way) throws Exception {
        assertThat(ask(null, "/callers/open/" + way)).isEqualTo(NO_CALLER);
    }

    @Test
    void withoutCdiTheCallerIsUnknown() throws Exception {
        assertThat(ask("alice", "/plain/secured/servlet")).isEqualTo(NO_CALLER);
        assertThat(ask(null, "/plain/secured/servlet")).isEqualTo("HTTP 401");
    }
}
