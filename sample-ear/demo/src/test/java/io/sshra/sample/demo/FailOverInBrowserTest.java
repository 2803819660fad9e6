package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * Users of the console in a cluster of two nodes behind a balancer, when a node is killed. Prints how long what users notice takes. Needs a
 * profile, see CONTRIBUTING.md.
 */
@Tag("cluster-faults")
@RequiresBrowser
@RequiresOpenSsh
class FailOverInBrowserTest {

    private static final int SLICE = 8 * 1024 * 1024;
    private static final String CARD = "[data-profile=mine] ";

    private static RunningCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new RunningCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** The name of the node that the page is at. */
    private static String node(Browser browser) {
        Matcher name = Pattern.compile(" at (node-[12])$").matcher(browser.text("#who"));
        assertThat(name.find()).as(browser.text("#who")).isTrue();
        return name.group(1);
    }

    private static void awaitRun(Browser browser, String command, String state) {
        browser.until(command + " is " + state, page -> page.findElements(By.cssSelector(".run[data-state='" + state + "'] .command")).stream()
                .anyMatch(shown -> shown.getText().equals(command)));
    }

    /** Begins an upload of two and a half slices to this folder of web-2; the page holds the second slice back until it is released. */
    private static void beginUpload(Browser browser, Path folder) {
        browser.script("location.hash = arguments[0]", "#files/web-2" + folder);
        browser.awaitText("#listing-note", "This folder is empty");
        browser.script("""
                const send = XMLHttpRequest.prototype.send;
                let count = 0;
                XMLHttpRequest.prototype.send = function (body) {
                  count++;
                  if (count === 2) {
                    window.release = () => send.call(this, body);
                  } else {
                    send.call(this, body);
                  }
                };
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(arguments[0]).map((zero, i) => i % 251)], 'large', { lastModified: 1 }));
                document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                """, 2 * SLICE + SLICE / 2);
        browser.until("the second slice waits", page -> Boolean.TRUE.equals(browser.script("return window.release !== undefined")));
    }

    /** The second slice is on its way, and its machine does not answer, when the node dies. */
    private static void sendSecondSlice(Browser browser) {
        cluster.second().suspendConnections();
        browser.script("window.release()");
    }

    private static void report(String what, long since) {
        System.out.println("[cluster] " + what + ": " + Duration.ofNanos(System.nanoTime() - since).toMillis() + " ms");
    }

    @Test
    void aPageGoesOnAtTheOtherNodeWhenItsOwnIsKilled(@TempDir Path folder) throws Exception {
        Path ran = folder.resolve("ran");
        Path uploads = Files.createDirectory(folder.resolve("uploads"));
        try (Browser browser = new Browser(cluster.address())) {
            browser.logIn(cluster.alice());
            String killed = node(browser);
            browser.addProfile("mine", cluster.second());
            browser.click(CARD + ".question button");
            browser.awaitConnected("mine");
            browser.run("echo before", "web-1");
            awaitRun(browser, "echo before", "exited");
            String command = "echo begun | tee -a " + ran + "; sleep 600";
            browser.run(command, "web-1");
            browser.awaitText(".run[data-state=running] .output", "begun");
            browser.click("nav a[href='#terminal']");
            browser.openTerminal("web-1");
            browser.typeInTerminal("echo be''fore", Keys.ENTER);
            browser.awaitTerminal("before");
            browser.picture("cluster-before");
            beginUpload(browser, uploads);
            sendSecondSlice(browser);
            browser.click("nav a[href='#terminal']");

            long start = System.nanoTime();
            cluster.kill(killed);

            browser.awaitText("#notice", "The server of your session is gone");
            report("from kill -KILL until the page goes on at the other node", start);
            String survivor = node(browser);
            assertThat(survivor).isNotEqualTo(killed);
            browser.awaitTerminal("[The shell is gone with its server. This is a new one at " + survivor + ".]");
            browser.until("the new shell has a prompt", page -> browser.terminal().replaceFirst("(?s).*This is a new one at " + survivor + "\\.]", "").matches("(?s).*\\S.*"));
            report("from kill -KILL until the new shell", start);
            browser.typeInTerminal("echo af''ter", Keys.ENTER);
            browser.awaitTerminal("after");
            browser.picture("cluster-after-terminal");

            cluster.second().resumeConnections();
            browser.click("nav a[href='#files']");
            browser.await(".transfer[data-state=done]");
            report("from kill -KILL until the upload is complete", start);
            assertThat(uploads.resolve("large")).satisfies(file -> isComplete(Files.readAllBytes(file)));

            browser.click("nav a[href='#run']");
            awaitRun(browser, command, "lost");
            awaitRun(browser, "echo before", "exited");
            assertThat(browser.text("#history")).contains("It is not run again").as("output that the page has had").contains("begun").contains("before");
            browser.picture("cluster-after-run");
            browser.run("echo at the other node", "web-1");
            awaitRun(browser, "echo at the other node", "exited");
            assertThat(Files.readAllLines(ran)).as("the lost command is not run again").isEqualTo(List.of("begun"));

            browser.click("nav a[href='#profiles']");
            browser.awaitText("[data-profile=mine]", "The credential of this profile is missing");
            browser.picture("cluster-after-profiles");
            browser.click(CARD + "[data-action=enter]");
            browser.type("[name=privateKey]", cluster.second().privateKey());
            browser.click("#add-form button");
            browser.awaitConnected("mine");

            browser.driver().navigate().refresh();
            browser.await("article.card");
            browser.click("nav a[href='#run']");
            awaitRun(browser, command, "lost");
            browser.logOut();
            browser.awaitText("#over", "3 SSH connections were closed");
            browser.until("all connections have ended", page -> cluster.first().openConnections() + cluster.second().openConnections() == 0);
            cluster.restart(killed);
        }
    }

    private static void isComplete(byte[] content) {
        assertThat(content).hasSize(2 * SLICE + SLICE / 2);
        for (int i = 0; i < content.length; i++) {
            if (content[i] != (byte) (i % 251)) {
                throw new AssertionError("byte " + i + " is " + content[i]);
            }
        }
    }

    @Test
    void theAdministratorEndsAConnectionOfTheOtherNode() {
        try (Browser alice = new Browser(cluster.address("node-1")); Browser carol = new Browser(cluster.address("node-2"))) {
            alice.logIn(cluster.alice());
            alice.connect("web-1");
            carol.logIn(cluster.carol());
            carol.click("nav a[href='#dashboard']");
            carol.awaitText("#connections td[data-title=Node]", "node-1");
            carol.picture("cluster-dashboard");

            long start = System.nanoTime();
            carol.click("#connections [data-action=end]");
            carol.click("#end-yes");

            alice.awaitText("[data-profile=web-1] .state", "not connected");
            carol.until("no connection is shown", page -> page.findElements(By.cssSelector("#connections tbody tr")).isEmpty());
            report("from the administrator's click until both pages show it", start);
            carol.until("the connection has ended", page -> cluster.first().openConnections() == 0);
            carol.logOut();
            alice.logOut();
        }
    }

    @Test
    void anAgentOfTheOtherNodeIsWatchedAndStopped() throws Exception {
        try (AgentClient agent = cluster.agent("roamer", "node-1"); ConsoleClient carol = new ConsoleClient(() -> cluster.address("node-2"), cluster.carol())) {
            agent.ask("ssh_run", Map.of("profile", "web-1", "command", "echo over there"));
            Pattern row = Pattern.compile("\\{[^{}]*\"caller\":\"alice/roamer\"[^{}]*}");
            await().atMost(Patience.LIMIT).until(() -> row.matcher(carol.get("agents")).find());
            Matcher shown = row.matcher(carol.get("agents"));
            assertThat(shown.find()).isTrue();
            assertThat(shown.group()).contains("\"node\":\"node-1\"", "\"connections\":1");
            Matcher id = Pattern.compile("\"id\":\"([^\"]*)\"").matcher(shown.group());
            assertThat(id.find()).isTrue();
            assertThat(carol.get("agents/" + id.group(1))).contains("over there");

            long start = System.nanoTime();
            assertThat(carol.send("POST", "agents/stop", "{\"caller\": \"alice/roamer\"}").statusCode()).isEqualTo(200);

            assertThatThrownBy(() -> agent.call("ssh_profiles", Map.of())).hasMessageContaining("carol has stopped this agent");
            assertThatThrownBy(() -> cluster.agent("roamer", "node-2")).rootCause().hasMessageContaining("carol has stopped this agent");
            await().atMost(Patience.LIMIT).until(() -> cluster.first().openConnections() == 0);
            report("from the stop at one node until the connections of the agent at the other have ended", start);
            assertThat(carol.send("POST", "agents/go-on", "{\"caller\": \"alice/roamer\"}").statusCode()).isEqualTo(200);
            cluster.agent("roamer", "node-1").close();
        }
    }

    /** The cookie is good for both nodes, because browsers do not look at ports. */
    @Test
    void aLogOutAtOneNodeEndsTheConnectionsOfBoth() {
        try (Browser browser = new Browser(cluster.address())) {
            browser.open("");
            browser.driver().get(cluster.address("node-1"));
            browser.fillLogin(cluster.alice().name(), cluster.alice().password());
            browser.await("article.card");
            browser.connect("web-1");
            browser.driver().get(cluster.address("node-2"));
            browser.await("article.card");
            assertThat(node(browser)).isEqualTo("node-2");
            browser.connect("web-2");

            long start = System.nanoTime();
            browser.logOut();

            browser.awaitText("#over", "2 SSH connections were closed");
            report("from the log-out until the page says how many connections were closed on both nodes", start);
            browser.until("all connections have ended", page -> cluster.first().openConnections() + cluster.second().openConnections() == 0);
        }
    }

    /** An agent's conversation is at one node; who stays in charge of it may be at the other one. */
    @Test
    void anAgentOfOneNodeIsSeenAndEndedAtTheOther() throws Exception {
        DemoUsers.User alice = cluster.alice();
        String password = Base64.getEncoder().encodeToString((alice.name() + ":" + alice.password()).getBytes(StandardCharsets.UTF_8));
        Map<String, Object> endless = Map.of("profile", "web-1", "command", "while echo running; do sleep 0.2; done", "wait", 0);
        try (ConsoleClient carol = new ConsoleClient(() -> cluster.address("node-2"), cluster.carol())) {
            try (RawAgent agent = new RawAgent(cluster.agentAddress("node-1"), "Basic " + password)) {
                agent.ask(1, "ssh_run", endless);
                await().until(() -> cluster.first().openConnections() == 1);
                await().until(() -> carol.get("dashboard").contains("\"node\":\"node-1\""));
                // Connections have a node, and those that have ended have none.
                Matcher seen = Pattern.compile("\\{[^{}]*\"node\":\"node-1\",\"number\":(\\d+)[^{}]*}").matcher(carol.get("dashboard"));
                assertThat(seen.find()).isTrue();
                assertThat(seen.group()).contains("\"user\":\"" + alice.name() + "\"");

                carol.post("dashboard/end", "{\"number\": " + seen.group(1) + ", \"node\": \"node-1\"}");

                assertThat(agent.call(2, "ssh_read", Map.of("handle", "h1", "wait", 300)).toString()).contains("\"state\":\"lost\"");
                agent.ask(3, "ssh_run", endless);
                await().until(() -> cluster.first().openConnections() == 1);
            }
            await("the end of the conversation ends its connections").until(() -> cluster.first().openConnections() == 0);
            await().until(() -> carol.get("dashboard").contains("\"connections\":[]"));
        }
    }
}
