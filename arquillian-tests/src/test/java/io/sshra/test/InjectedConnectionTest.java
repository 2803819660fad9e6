package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.test.injected.BatchUser;
import io.sshra.testing.AtOnce;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Injected connections: whose they are, and what ends them. Calls an application over HTTP. */
@ExtendWith(ArquillianExtension.class)
@ServerSetup(Users.class)
class InjectedConnectionTest {

    private static final String NO_CALLER = "SSHRA001008";
    private static final String NOT_IN_REQUEST = "SSHRA001010";
    private static final String SESSION_ENDED = "SSHRA001503";
    private static final String NO_FACTORY = "SSHRA001903";
    /** More than twice the threads that the container creates meanwhile. */
    private static final int ROUNDS = 5;
    private static final String LOGIN = "shared";

    @ArquillianResource
    private Deployer deployer;
    private final LoginServer server = LoginServer.shared();
    private final Browser alice = new Browser("alice");
    private final Browser bob = new Browser("bob");

    /** A user with cookies of its own. */
    private static final class Browser {

        private final String user;
        private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).version(HttpClient.Version.HTTP_1_1).build();

        Browser(String user) {
            this.user = user;
        }

        String get(String path) throws Exception {
            return get("injected/secured", path);
        }

        String get(String application, String path) throws Exception {
            return as(user, application, path);
        }

        /** @param name who logs in; null for nobody */
        String as(String name, String application, String path) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + Integer.getInteger("wildfly.port.http") + "/" + application + "/" + path));
            if (name != null) {
                request.header("Authorization", Users.authorization(name));
            }
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.loginRar();
    }

    @Deployment(name = "remains", managed = false, testable = false)
    static WebArchive remains() {
        return Archives.remains();
    }

    @Deployment(name = "application", order = 2, testable = false)
    static WebArchive application() {
        return Archives.injected("injected.war").setWebXML(Users.logIn());
    }

    /** The same under the name of the application whose class loaders {@link Remains} knows. */
    @Deployment(name = "undeployed", managed = false, testable = false)
    static WebArchive undeployed() {
        return Archives.injected("tests.war").setWebXML(Users.logIn());
    }

    @Deployment(name = "batch", managed = false, testable = false)
    static WebArchive batch() {
        return Archives.injected("batch.war", BatchUser.class);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        alice.get("log-out");
        bob.get("log-out");
        awaitOpen(0);
    }

    private void awaitOpen(int connections) {
        await().untilAsserted(() -> assertThat(server.openConnections(LOGIN)).isEqualTo(connections));
    }

    private static String[] parts(String shown) {
        String[] parts = shown.split("/");
        assertThat(parts).as(shown).hasSize(4);
        assertThat(parts[3]).isEqualTo(LOGIN);
        return parts;
    }

    private static void assertIsOf(String user, String shown) {
        assertThat(parts(shown)[0]).isEqualTo(user);
    }

    // ---- the HTTP session ----

    @Test
    void eachUserHasAConnectionForTheHttpSessionAndLogOutEndsIt() throws Exception {
        String alices = alice.get("use");
        String bobs = bob.get("use");

        assertIsOf("alice", alices);
        assertIsOf("bob", bobs);
        assertThat(alice.get("twice")).isEqualTo(alices + "," + alices + "," + alices);
        assertThat(bob.get("use")).isEqualTo(bobs);
        awaitOpen(2);

        alice.get("log-out");

        awaitOpen(1);
        assertThat(bob.get("use")).isEqualTo(bobs);
        String again = alice.get("use");
        assertThat(parts(again)[1]).isNotEqualTo(parts(alices)[1]);
    }

    @Test
    void twoHttpSessionsOfAUserHaveTwoConnections() throws Exception {
        Browser other = new Browser("alice");
        String first = alice.get("use");
        String second = other.get("use");
        assertThat(parts(second)[1]).isNotEqualTo(parts(first)[1]);

        alice.get("log-out");

        awaitOpen(1);
        assertThat(other.get("use")).isEqualTo(second);
        other.get("log-out");
    }

    @Test
    void theTimeOutOfTheHttpSessionEndsItsConnections() throws Exception {
        alice.get("short");

        awaitOpen(0);
    }

    /** Somebody else logs in without a log-out. */
    @Test
    void anotherUserOfAnHttpSessionHasAnotherConnection() throws Exception {
        alice.get("use");

        assertIsOf("bob", alice.as("bob", "injected/secured", "use"));

        awaitOpen(1);
    }

    @Test
    void connectionsCanEndWithoutTheHttpSession() throws Exception {
        String before = alice.get("use");

        assertThat(alice.get("end")).isEqualTo("1");

        awaitOpen(0);
        assertThat(parts(alice.get("use"))[1]).isNotEqualTo(parts(before)[1]);
    }

    @Test
    void aConnectionThatWasOpenedOutlivesTheRequestAndEndsWithTheHttpSession() throws Exception {
        String kept = alice.get("keep");
        assertThat(alice.get("kept")).isEqualTo(kept);

        alice.get("log-out");

        assertThat(alice.get("kept")).isEqualTo(SESSION_ENDED);
        awaitOpen(0);
    }

    // ---- the request ----

    @Test
    void aConnectionOfARequestEndsWithTheRequest() throws Exception {
        String[] shown = alice.get("request").split(",");
        assertThat(shown[1]).isEqualTo(shown[0]);
        assertIsOf("alice", shown[0]);
        awaitOpen(0);

        String[] both = alice.get("both").split(",");
        assertThat(parts(both[1])[1]).isNotEqualTo(parts(both[0])[1]);
        awaitOpen(1);
        assertThat(alice.get("use")).isEqualTo(both[0]);
    }

    @Test
    void aClosedConnectionOpensAgainAtTheNextUse() throws Exception {
        String[] early = alice.get("early").split(",");
        assertThat(early[1]).as("from the pool").isEqualTo(early[0]);

        String[] again = alice.get("again").split(",");
        assertThat(again[1]).isEqualTo(SESSION_ENDED);
        assertIsOf("alice", again[2]);
        assertThat(again[2]).isNotEqualTo(again[0]);
    }

    @Test
    void oneInjectedObjectServesUsersAtTheSameTime() throws Exception {
        String alices = alice.get("use");
        String bobs = bob.get("use");
        AtOnce requests = new AtOnce();
        for (int i = 0; i < 6; i++) {
            boolean even = i % 2 == 0;
            requests.run(() -> {
                for (int round = 0; round < 10; round++) {
                    assertThat((even ? alice : bob).get("use")).isEqualTo(even ? alices : bobs);
                }
            });
        }
        requests.await();
        awaitOpen(2);
    }

    // ---- errors ----

    @Test
    void withoutALogInThereIsNoConnectionAndNoHttpSession() throws Exception {
        Browser nobody = new Browser(null);

        assertThat(nobody.get("injected/open", "use")).isEqualTo(NO_CALLER);
        assertThat(nobody.get("injected/open", "request")).isEqualTo(NO_CALLER);
        assertThat(nobody.get("injected/open", "has-session")).isEqualTo("false");
    }

    @Test
    void whereThereIsNoSessionTheCodeSaysSo() throws Exception {
        assertThat(alice.get("thread")).isEqualTo(NOT_IN_REQUEST);
        assertThat(alice.get("timer")).as("without and with a request").isEqualTo(NOT_IN_REQUEST + "," + NO_CALLER);
        assertThat(alice.get("nowhere")).isEqualTo(NO_FACTORY);
    }

    @Test
    void aBeanOfTheApplicationNamesTheUserOfATimer() throws Exception {
        deployer.deploy("batch");
        try {
            Browser browser = new Browser(null);
            String[] timer = browser.get("batch/open", "timer").split(",");
            assertThat(timer[0]).isEqualTo(NOT_IN_REQUEST);
            assertIsOf("batch", timer[1]);
            awaitOpen(0);
            assertIsOf("batch", browser.get("batch/open", "use"));
            awaitOpen(1);
        } finally {
            deployer.undeploy("batch");
        }
    }

    @Test
    void anAsynchronousMethodHasARequestOfItsOwn() throws Exception {
        String[] async = alice.get("async").split(",");

        assertThat(async[0]).isEqualTo(NOT_IN_REQUEST);
        assertIsOf("alice", async[1]);
        awaitOpen(0);
    }

    /** Its HTTP session may be passivated, so what is injected into it is serializable. */
    @Test
    void aBeanOfTheHttpSessionCanHaveAConnection() throws Exception {
        assertThat(alice.get("bean")).isEqualTo(alice.get("use"));
        awaitOpen(1);
    }

    /** The scope ends after the request in which the HTTP session was invalidated (javadoc of SessionScoped). */
    @Test
    void aUseAfterTheLogOutInTheSameRequestEndsWithIt() throws Exception {
        String before = alice.get("use");

        alice.get("log-out-and-use");

        awaitOpen(0);
        assertThat(parts(alice.get("use"))[1]).isNotEqualTo(parts(before)[1]);
    }

    // ---- the listener ----

    @Test
    void aListenerOfTheApplicationIsTold() throws Exception {
        String number = parts(alice.get("use"))[2];
        alice.get("log-out");

        await().untilAsserted(() -> assertThat(bob.get("events"))
                .contains("opened " + number + " for alice, closed " + number + " SESSION_END"));
    }

    // ---- undeployment ----

    @Test
    @Tag("long")
    void undeploymentEndsAllConnectionsAndLeavesNoClassLoader() throws Exception {
        String application = "tests/secured";
        deployer.deploy("remains");
        try {
            Remains remains = new Remains();
            remains.begin();
            for (int round = 0; round < ROUNDS; round++) {
                deployer.deploy("undeployed");
                for (String path : new String[] {"use", "both", "keep", "timer"}) {
                    alice.get(application, path);
                    bob.get(application, path);
                }
                awaitOpen(2);
                remains.remember();

                deployer.undeploy("undeployed");
                awaitOpen(0);
            }
            int born = remains.born();
            await().atMost(Remains.BOUND).untilAsserted(() -> remains.assertNoClassLoader("tests.war", born));
        } finally {
            deployer.undeploy("remains");
        }
    }
}
