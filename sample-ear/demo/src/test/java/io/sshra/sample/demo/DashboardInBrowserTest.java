package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.json.Json;

/** The console's dashboard as users and their administrator use it. */
@Tag("long")
class DashboardInBrowserTest extends BrowserTest {

    private static final int COMMANDS = 20;

    private static void openDashboard(Browser user) {
        user.click("nav a[href='#dashboard']");
        user.await("#charts path.line-0");
    }

    private static List<WebElement> rows(Browser user, String table) {
        return user.driver().findElements(By.cssSelector(table + " tbody tr"));
    }

    private static String cell(WebElement row, String title) {
        return row.findElement(By.cssSelector("td[data-title='" + title + "']")).getText();
    }

    /** Waits for a row of the table with these texts. */
    private static WebElement awaitRow(Browser user, String table, Map<String, String> texts) {
        return user.until(table + " has " + texts, page -> rows(user, table).stream().filter(row -> texts.entrySet().stream()
                .allMatch(text -> cell(row, text.getKey()).equals(text.getValue()))).findFirst().orElse(null));
    }

    private static void awaitNoRow(Browser user, String table, Map<String, String> texts) {
        user.until(table + " has no " + texts, page -> rows(user, table).stream().noneMatch(row -> texts.entrySet().stream()
                .allMatch(text -> cell(row, text.getKey()).equals(text.getValue()))));
    }

    /** The adapter's name of the session of this browser, which the page does not show. */
    private static String session(Browser user) {
        return (String) user.driver().executeAsyncScript("const done = arguments[0]; fetch('api/dashboard').then((answer) => answer.json())"
                + ".then((dashboard) => done(dashboard.session))");
    }

    /** Waits for a close after this time. */
    private static void awaitClose(Browser user, Instant start, Map<String, String> texts) {
        user.until("a close of " + texts + " is shown", page -> rows(user, "#closes").stream()
                .filter(row -> Instant.parse(row.findElement(By.cssSelector("td[data-title=At]")).getAttribute("title")).isAfter(start))
                .anyMatch(row -> texts.entrySet().stream().allMatch(text -> cell(row, text.getKey()).equals(text.getValue()))));
    }

    private static long received(WebElement row) {
        return Long.parseLong(row.findElement(By.cssSelector("td[data-title=Received]")).getAttribute("title").split(" ")[0]);
    }

    /** The time of the page's latest figures; the page has received all earlier events. */
    private static String latest(Browser user) {
        return user.text("#charts .when");
    }

    private static void awaitNextFigures(Browser user) {
        for (int i = 0; i < 2; i++) {
            String before = latest(user);
            user.until("there are new figures", page -> !latest(user).equals(before));
        }
    }

    private static Map<String, Object> dashboard(ConsoleClient user) throws Exception {
        return new Json().toType(user.get("dashboard"), Json.MAP_TYPE);
    }

    /** The only connection of the user's session. */
    private static Map<String, Object> connection(ConsoleClient user) throws Exception {
        Object session = dashboard(user).get("session");
        List<Map<String, Object>> own = list(user, "connections").stream().filter(row -> row.get("session").equals(session)).toList();
        assertThat(own).hasSize(1);
        return own.get(0);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(ConsoleClient user, String name) throws Exception {
        return (List<Map<String, Object>>) dashboard(user).get(name);
    }

    @Test
    void usersSeeTheirConnectionAtWorkAndEndIt() {
        browser.logIn(console.alice());
        openDashboard(browser);
        assertThat(browser.text("#no-connection")).startsWith("No connection is open");
        browser.connect("web-1");
        openDashboard(browser);
        WebElement row = awaitRow(browser, "#connections", Map.of("Profile", "web-1", "Commands", "0", "Session", "this one", "State", "connected"));
        long before = received(row);
        browser.run("head -c 3000 /dev/zero | tr '\\0' x", "web-1");
        browser.await(".run[data-state=exited]");
        openDashboard(browser);
        // The first figures may be those of the moment when the command had just begun.
        awaitRow(browser, "#connections", Map.of("Profile", "web-1", "Commands", "1", "Received", "2.9 KiB"));
        assertThat(received(row)).as("in the same row").isEqualTo(before + 3000);

        WebElement end = row.findElement(By.cssSelector("[data-action=end]"));
        browser.script("arguments[0].focus()", end);
        awaitNextFigures(browser);
        assertThat(browser.driver().switchTo().activeElement()).as("the button keeps the focus while figures change").isEqualTo(end);
        browser.picture("dashboard");
        Instant start = Instant.now();
        end.sendKeys(Keys.ENTER);
        assertThat(browser.text("#end-what")).isEqualTo("End your connection to web-1?");
        browser.picture("dashboard-end");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        assertThat(browser.driver().switchTo().activeElement()).as("a second key press keeps it").isEqualTo(end);
        awaitNextFigures(browser);
        assertThat(cell(row, "State")).isEqualTo("connected");
        end.sendKeys(Keys.ENTER);
        browser.click("#end-yes");

        awaitNoRow(browser, "#connections", Map.of("Session", "this one"));
        browser.until("the connection has ended", page -> console.first().openConnections() == 0);
        awaitClose(browser, start, Map.of("Profile", "web-1", "Commands", "1", "Reason", "Ended by its user or an administrator"));
        browser.logOut();
    }

    @Test
    void theAdministratorSeesAllConnectionsAndEndsASession() throws Exception {
        browser.logIn(console.alice());
        browser.connect("web-1");
        browser.connect("web-2");
        openDashboard(browser);
        awaitRow(browser, "#connections", Map.of("Profile", "web-1", "Session", "this one"));
        try (ConsoleClient bob = new ConsoleClient(console, console.bob()); Browser carol = new Browser(console.address())) {
            bob.run("web-2", "true");
            carol.logIn(console.carol());
            assertThat(carol.text("#who")).isEqualTo("carol, administrator");
            openDashboard(carol);
            WebElement ofAlice = awaitRow(carol, "#connections", Map.of("User", "alice", "Profile", "web-1"));
            awaitRow(carol, "#connections", Map.of("User", "bob", "Profile", "web-2", "Commands", "1"));
            Map<String, String> session = Map.of("User", "alice", "Session", cell(ofAlice, "Session"));
            assertThat(session.get("Session")).as("a name for people").matches("\\d");
            assertThat(carol.driver().getPageSource()).doesNotContain(session(browser));

            Instant start = Instant.now();
            carol.type("#connections-filter", "BOB web");
            carol.until("only those of bob are shown", page -> rows(carol, "#connections").stream().allMatch(row -> cell(row, "User").equals("bob")));
            assertThat(carol.text("#connections-count")).matches("1 of [3-9] connections are shown\\.");
            carol.type("#connections-filter", "alice" + Keys.TAB);
            awaitRow(carol, "#connections", session).findElement(By.cssSelector("[data-action=end-session]")).click();
            assertThat(carol.text("#end-what")).isEqualTo("End all 2 connections of alice's session?");
            carol.click("#end-yes");

            awaitNoRow(carol, "#connections", session);
            awaitClose(carol, start, Map.of("User", "alice", "Profile", "web-1"));
            awaitClose(carol, start, Map.of("User", "alice", "Profile", "web-2"));
            carol.type("#connections-filter", " ");
            carol.click("#connections a[href='#agents/bob']");
            carol.awaitText("#agents-of", "Only agents of bob are shown.");
            openDashboard(carol);
            carol.click("#connections-group");
            carol.awaitText("#connections tr.group", "bob: 1 connection in 1 session, 1 command");
            carol.picture("dashboard-administrator");
            carol.click("#connections-group");
            awaitNoRow(browser, "#connections", Map.of("Session", "this one"));
            awaitClose(browser, start, Map.of("Profile", "web-1", "Reason", "Ended by its user or an administrator"));
            browser.click("nav a[href='#profiles']");
            browser.awaitText("[data-profile=web-1] .state", "not connected");
            bob.run("web-2", "true");
            awaitRow(carol, "#connections", Map.of("User", "bob", "Profile", "web-2", "Commands", "2"));
            carol.logOut();
        }
        browser.logOut();
    }

    @Test
    void usersSeeNothingOfEachOther() throws Exception {
        browser.logIn(console.alice());
        browser.connect("web-1");
        openDashboard(browser);
        awaitRow(browser, "#connections", Map.of("Profile", "web-1", "Session", "this one"));
        String session = session(browser);
        try (ConsoleClient bob = new ConsoleClient(console, console.bob()); ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            bob.run("web-2", "true");
            awaitNextFigures(browser);
            long number = (long) connection(bob).get("number");
            String sessionOfBob = (String) dashboard(bob).get("session");
            assertThat(carol.get("dashboard")).as("the administrator's view").contains("alice", session, "bob", sessionOfBob);
            assertThat(bob.send("POST", "dashboard/end", "{\"number\": " + number + "}").statusCode()).isEqualTo(200);
            until("the connection has ended", () -> list(carol, "closes").stream().anyMatch(close -> sessionOfBob.equals(close.get("session"))));

            assertThat(bob.get("dashboard")).contains("bob", sessionOfBob).doesNotContain("alice").doesNotContain(session);
            awaitNextFigures(browser);
            assertThat(browser.text("#dashboard")).contains("web-1").doesNotContain("bob");
            assertThat(browser.driver().getPageSource()).doesNotContain(sessionOfBob);
        }
        browser.logOut();
    }

    @Test
    void onlyTheAdministratorEndsConnectionsOfOthers() throws Exception {
        try (ConsoleClient alice = new ConsoleClient(console, console.alice()); ConsoleClient bob = new ConsoleClient(console, console.bob());
                ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            alice.run("web-1", "true");
            long number = (long) connection(alice).get("number");
            String request = "{\"number\": " + number + "}";

            HttpResponse<String> refused = bob.send("POST", "dashboard/end", request);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("You have no connection").doesNotContain("alice");
            alice.run("web-1", "true");
            assertThat(connection(alice)).as("the connection is still the same").containsEntry("number", number).containsEntry("commands", 2L);

            assertThat(carol.send("POST", "dashboard/end", request).statusCode()).isEqualTo(200);
            assertThat(list(alice, "connections")).noneMatch(row -> row.get("number").equals(number));
        }
    }

    /** Runs a command, and returns what the page would get of it when it has ended or failed. */
    private static String outcome(ConsoleClient user, String profile, String command) throws Exception {
        String body = "{\"profiles\": [\"" + profile + "\"], \"command\": \"" + command + "\", \"limitSeconds\": 60}";
        List<Map<String, Object>> started = new Json().toType(user.send("POST", "runs", body).body(), Json.LIST_OF_MAPS_TYPE);
        Object id = started.get(0).get("id");
        String[] outcome = new String[1];
        until(command + " has ended", () -> {
            List<Map<String, Object>> runs = new Json().toType(user.get("runs"), Json.LIST_OF_MAPS_TYPE);
            outcome[0] = runs.stream().filter(run -> run.get("id").equals(id) && !run.get("state").equals("running")).map(Map::toString).findFirst().orElse(null);
            return outcome[0] != null;
        });
        return outcome[0];
    }

    private static WebElement awaitRequest(Browser approver, String text) {
        return approver.until("a request has " + text, page -> approver.driver().findElements(By.cssSelector("#requests .request")).stream()
                .filter(request -> request.getText().contains(text)).findFirst().orElse(null));
    }

    @Test
    void anAdministratorApprovesWhatThenRunsOnce() throws Exception {
        try (ConsoleClient alice = new ConsoleClient(console, console.alice()); Browser carol = new Browser(console.address())) {
            carol.logIn(console.carol());
            carol.click("nav a[href='#approvals']");
            assertThat(carol.text("#no-request")).isEqualTo("Nothing waits for an approval.");
            assertThat(outcome(alice, "guarded", "echo by me")).contains("state=failed", "SSHRA002004");
            WebElement request = awaitRequest(carol, "echo by me");
            assertThat(request.getText()).contains("alice on ", ":" + console.second().port(), "command-line", "guarded");
            carol.picture("approvals");
            String id = request.getAttribute("data-request");
            HttpResponse<String> refused = alice.send("POST", "approvals", "{\"id\": \"" + id + "\", \"approve\": true}");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(alice.send("GET", "approvals", "").statusCode()).isEqualTo(403);

            request.findElement(By.cssSelector("[data-action=approve]")).click();

            carol.until("the request is gone", page -> carol.driver().findElements(By.cssSelector("#requests .request")).isEmpty());
            assertThat(outcome(alice, "guarded", "echo by me")).contains("state=exited", "exitCode=0", "output=by me");
            assertThat(outcome(alice, "guarded", "echo by me")).contains("SSHRA002004");
            WebElement again = awaitRequest(carol, "echo by me");
            again.findElement(By.cssSelector("input")).sendKeys("not twice");
            again.findElement(By.cssSelector("[data-action=deny]")).click();
            carol.until("the request is gone", page -> carol.driver().findElements(By.cssSelector("#requests .request")).isEmpty());
            assertThat(outcome(alice, "guarded", "echo by me")).contains("SSHRA002005", "not twice");
            carol.logOut();
        }
    }

    @Test
    void nobodyApprovesTheirOwnCommandAndOthersSeeNoApprovals() throws Exception {
        browser.logIn(console.alice());
        openDashboard(browser);
        assertThat(browser.driver().findElement(By.id("approvals-link")).isDisplayed()).isFalse();
        try (ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            assertThat(outcome(carol, "guarded", "echo mine")).contains("SSHRA002004");
            Matcher id = Pattern.compile("\"id\":\"([0-9a-f]{32})\"").matcher(carol.get("approvals"));
            assertThat(id.find()).isTrue();
            HttpResponse<String> own = carol.send("POST", "approvals", "{\"id\": \"" + id.group(1) + "\", \"approve\": true}");
            assertThat(own.statusCode()).isEqualTo(403);
            assertThat(own.body()).contains("SSHRA002008");
        }
    }

    @Test
    void theChartsCountEveryCommand() throws Exception {
        browser.logIn(console.alice());
        openDashboard(browser);
        try (ConsoleClient alice = new ConsoleClient(console, console.alice())) {
            long start = (long) lastOf(list(alice, "figures")).get("at");
            for (int i = 0; i < COMMANDS; i++) {
                alice.run("web-1", "true");
            }
            until("all are counted", () -> commandsSince(start, alice) >= COMMANDS);
            long counted = (long) lastOf(list(alice, "figures")).get("at");
            until("there is one more sample", () -> (long) lastOf(list(alice, "figures")).get("at") > counted);

            assertThat(commandsSince(start, alice)).isEqualTo(COMMANDS);
            assertThat(list(alice, "figures")).as("with their times").anyMatch(sample -> (long) sample.get("at") > start
                    && sample.get("commandMillis") instanceof Number millis && millis.doubleValue() > 0);
            browser.until("the page shows them", page -> commandsOf(label(0)) >= COMMANDS);
            assertThat(label(2)).containsPattern("open connections [1-9]");
            assertThat(label(3)).startsWith("Closed connections per minute; by people ");
            assertThat(outcome(alice, "replaced", "true")).contains("SSHRA001402");
            awaitRow(browser, "#errors", Map.of("Profile", "replaced", "Cause", "host key changed"));
        }
        WebElement times = browser.driver().findElements(By.cssSelector("svg.chart")).get(1);
        browser.until("the keyboard reads the time of a command", page -> {
            times.sendKeys(Keys.ARROW_LEFT);
            return browser.driver().findElements(By.cssSelector("#charts .when[role=status]")).stream()
                    .anyMatch(read -> read.getText().matches(".*: command [0-9.]+ ms, .*"));
        });
        browser.logOut();
    }

    private static Map<String, Object> lastOf(List<Map<String, Object>> all) {
        return all.get(all.size() - 1);
    }

    private static long commandsSince(long start, ConsoleClient user) throws Exception {
        return list(user, "figures").stream().filter(sample -> (long) sample.get("at") > start)
                .mapToLong(sample -> (long) sample.getOrDefault("commands", 0L)).sum();
    }

    /** The text of a chart for a screen reader. */
    private static String label(int chart) {
        return browser.driver().findElements(By.cssSelector("svg.chart")).get(chart).getAttribute("aria-label");
    }

    private static int commandsOf(String label) {
        Matcher count = Pattern.compile("; commands in the last 10 minutes: (\\d+);").matcher(label);
        assertThat(count.find()).as(label).isTrue();
        return Integer.parseInt(count.group(1));
    }

    /** Waits for a condition on the server. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
