package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.test.callers.CallerServlet;
import io.sshra.test.callers.PlainServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose connection a caller gets without naming a user. Calls an application over HTTP. */
@ExtendWith(ArquillianExtension.class)
@ServerSetup(Users.class)
@Tag("long")
class DefaultUserTest {

    private static final String NO_CALLER = "SSHRA001008";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.loginRar();
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
                .setWebXML(Users.logIn());
    }

    /** @param caller null for a caller who does not log in */
    private static String ask(String caller, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + Integer.getInteger("wildfly.port.http") + path));
        if (caller != null) {
            request.header("Authorization", Users.authorization(caller));
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
