package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.OpenSshServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A user of the console. */
@Tag("long")
class ConsoleInBrowserTest extends BrowserTest {

    private static String card(String profile) {
        return "[data-profile='" + profile + "'] ";
    }

    private static void awaitNoConnection(Browser user, OpenSshServer server) {
        user.until("no connection is left", page -> server.openConnections() == 0);
    }

    @Test
    void theLogInFormNeedsTheRightPassword() {
        browser.open("index.html#run");
        browser.picture("log-in");
        browser.fillLogin("alice", "wrong");
        browser.awaitText("#problem", "Wrong user name or password");
        assertThat(browser.driver().manage().getCookieNamed("JSESSIONID")).as("a session before the log-in").isNull();

        browser.fillLogin(console.alice().name(), console.alice().password());
        // The page that was asked for.
        browser.await("#run-form");

        assertThat(browser.text("#who")).isEqualTo("alice");
        browser.logOut();
        browser.open("");
        browser.await("#login");
    }

    @Test
    void aLogInEndsAnEarlierSessionOfTheBrowserAndHasAnotherId() {
        browser.logIn(console.alice());
        browser.connect("web-1");
        String before = browser.driver().manage().getCookieNamed("JSESSIONID").getValue();

        browser.open("login.html");
        browser.fillLogin(console.bob().name(), console.bob().password());
        browser.await("article.card");

        assertThat(browser.text("#who")).isEqualTo("bob");
        assertThat(browser.driver().manage().getCookieNamed("JSESSIONID").getValue()).isNotEqualTo(before);
        awaitNoConnection(browser, console.first());
        browser.logOut();
    }

    @Test
    void logOutClosesTheConnectionsAndShowsHowMany() {
        browser.logIn(console.alice());
        browser.connect("web-1");
        browser.connect("web-2");
        browser.picture("profiles");
        assertThat(console.first().openConnections()).isPositive();

        browser.logOut();

        browser.awaitText("#over", "2 SSH connections were closed");
        browser.picture("log-out");
        awaitNoConnection(browser, console.first());
        awaitNoConnection(browser, console.second());
    }

    /** The page receives events all the time, which must not keep its session open. */
    @Test
    void anExpiringSessionAsksAndVisiblyEndsItsRunningCommand() {
        browser.open("");
        browser.await("#limit");
        browser.script("document.querySelector('#limit option').value = 6");
        browser.fillLogin(console.alice().name(), console.alice().password());
        browser.await("article.card");
        browser.run("echo begun; sleep 600", "web-1");
        browser.awaitText(".run .output", "begun");

        browser.awaitText("#expiry", "Do you want to go on?");
        browser.picture("session-expires");
        browser.click("#go-on");
        browser.until("it goes on", page -> page.findElements(By.cssSelector("#expiry[hidden]")).size() == 1);
        browser.awaitText("#expiry", "It ends in");
        browser.awaitText("#over", "1 SSH connection was closed");
        browser.picture("session-expired");
        awaitNoConnection(browser, console.first());
    }

    @Test
    void anOwnProfileAsksToConfirmTheHostKeyAtFirst() {
        browser.logIn(console.alice());
        browser.addProfile("mine", console.second());

        browser.awaitText(card("mine") + ".question", "authenticity of this host can't be established");
        assertThat(browser.text(card("mine") + ".fingerprint")).isEqualTo(console.second().hostKeyFingerprint());
        assertThat(browser.text(card("mine") + ".picture")).startsWith("+--[ED25519 256]--+").endsWith("+----[SHA256]-----+");
        browser.picture("host-key-question");
        browser.click(card("mine") + ".question button");
        browser.awaitConnected("mine");
        browser.driver().navigate().refresh();
        browser.awaitConnected("mine");

        browser.click(card("mine") + "[data-action=duplicate]");
        browser.type("[name=profile]", "web-1" + Keys.ENTER);
        browser.awaitText("#problem-of-profile", "There is a profile with this name already");
        assertThat(browser.driver().switchTo().activeElement().getAttribute("name")).isEqualTo("profile");
        browser.picture("profile-problem");
        browser.type("[name=profile]", "copy" + Keys.ENTER);
        browser.awaitConnected("copy");
        browser.click(card("copy") + "[data-action=edit]");
        browser.type("[name=port]", String.valueOf(console.first().port()));
        browser.click("#add-save");
        browser.awaitText("#problem-of-password", "the host is another one");
        browser.click("#add-cancel");
        assertThat(browser.driver().switchTo().activeElement().getAttribute("aria-label")).isEqualTo("Edit: copy");
        browser.click(card("copy") + "[data-action=close]");
        browser.awaitText(card("copy") + "dl", "Ended by you");
        assertThat(browser.text(card("copy"))).doesNotContain("Connected in");
        browser.click(card("copy") + "[data-action=forget]");

        browser.click(card("mine") + "[data-action=forget]");
        browser.until("it is forgotten", page -> page.findElements(By.cssSelector(card("mine"))).isEmpty());
        awaitNoConnection(browser, console.second());
    }

    @Test
    void aChangedHostKeyIsRefusedAndExplained() {
        browser.logIn(console.alice());
        browser.click(card("replaced") + "[data-action=test]");

        browser.awaitText(card("replaced") + ".problem", "This is not the host's known key");
        assertThat(browser.text(card("replaced") + ".fingerprint")).isEqualTo(console.second().hostKeyFingerprint());
        assertThat(browser.text(card("replaced"))).contains("SSHRA001402").doesNotContain("Trust this key");
        browser.picture("host-key-changed");
    }

    @Test
    void aCommandRunsOnSeveralProfilesAtOnceAndIsRemembered() {
        browser.logIn(console.alice());
        browser.run("echo begun; while [ ! -e $HOME/go ]; do sleep 0.1; done; echo ended >&2; exit 3", "web-1", "web-2");
        browser.until("output comes while they run", page -> page.findElements(By.cssSelector(".run[data-state=running] .output")).stream()
                .filter(output -> output.getText().equals("begun")).count() == 2);
        browser.picture("run-streaming");
        browser.run("touch $HOME/go", "web-1", "web-2");
        browser.until("both have ended", page -> page.findElements(By.cssSelector(".run[data-state=exited] .state.bad")).stream()
                .filter(state -> state.getText().startsWith("exit code 3")).count() >= 2);
        browser.driver().navigate().refresh();
        browser.until("the history is shown again", page -> page.findElements(By.cssSelector(".run .output")).stream()
                .filter(output -> output.getText().equals("begun\nended")).count() == 2);
        browser.picture("run");
        browser.logOut();
    }

    @Test
    void aCommandCanBeCancelledAndHasATimeLimit() {
        browser.logIn(console.alice());
        browser.run("echo begun; sleep 600", "web-1");
        browser.awaitText(".run .output", "begun");
        browser.click(".run[data-state=running] .row button");
        browser.awaitText(".run[data-state=cancelled] .state", "cancelled");

        browser.type("#limit", "1");
        browser.run("echo limited; sleep 600", "web-1");
        browser.awaitText(".run[data-state='timed out'] .output", "limited");

        // The console of this test replaces idle connections by itself, so the message is made here.
        browser.script("""
                import("./dom.js").then(({ byId, errorBox }) => byId("run-problem").replaceChildren(errorBox(
                  { what: "the session has 1 connections, which is the limit: web-1", advice: "Close one", code: "SSHRA001601" })));
                """);
        browser.awaitText("#run-problem", "The connection to web-1 has been idle for the longest time");
        browser.click("#run-problem [data-action=make-room]");
        browser.awaitText("#run-problem", "The connection to web-1 is closed. Try again.");
        awaitNoConnection(browser, console.first());
        browser.logOut();
    }

    @Test
    void theOutputOfAMachineIsShownAsText() {
        browser.logIn(console.alice());
        browser.run("printf '<img src=x onerror=alert(1)><script>document.title=1</script>\\033[31m\\342\\200\\256\\007\\033[2J'", "web-1");
        browser.await(".run[data-state=exited]");

        assertThat(browser.text(".run .output"))
                .isEqualTo("<img src=x onerror=alert(1)><script>document.title=1</script>\\u202e\u2407\u241b[2J");
        assertThat(browser.text(".run .output .ink-1")).as("in red").isEqualTo("\\u202e\u2407\u241b[2J");
        assertThat(browser.driver().findElements(By.cssSelector(".run img, .run script"))).isEmpty();
        assertThat(browser.driver().getTitle()).isEqualTo("Run: SSH console");
        browser.logOut();
    }

    private static void awaitRuns(String state, int count) {
        browser.until(count + " have " + state, page -> page.findElements(By.cssSelector(".run[data-state='" + state + "']")).size() == count);
    }

    @Test
    void resultsAreComparedCopiedSavedAndRunAgain(@TempDir Path saved) throws IOException {
        browser.logIn(console.alice());
        browser.run("printf '\\033[32mok\\033[0m\\n'; echo at ${SSH_CONNECTION##* }; echo careful >&2", "web-1", "web-2");
        awaitRuns("exited", 2);
        browser.awaitText(".comparison tr[data-profile=web-2] td", "differs from web-1");
        assertThat(browser.text(".comparison tr[data-profile=web-2] .difference")).isEqualTo("- at " + console.first().port() + "\n+ at "
                + console.second().port());
        assertThat(browser.text(".run .output .ink-2")).isEqualTo("ok");
        assertThat(browser.text(".run .output .error")).isEqualTo("careful");
        assertThat(browser.driver().findElements(By.cssSelector(".run .state.good"))).as("in the table and of each").hasSize(4);
        browser.picture("run-compared");

        browser.run("echo first; echo second", "web-1");
        awaitRuns("exited", 3);
        browser.click(".run[data-run] [data-action=copy]");
        browser.type("#command", "cat <<END" + Keys.chord(Keys.SHIFT, Keys.ENTER) + Keys.chord(Keys.CONTROL, "v") + "END");
        assertThat(browser.driver().findElement(By.id("command")).getAttribute("value")).isEqualTo("cat <<END\nfirst\nsecond\nEND");
        browser.driver().findElement(By.id("command")).sendKeys(Keys.ENTER);
        awaitRuns("exited", 4);
        assertThat(browser.text(".run[data-run] .output")).isEqualTo("first\nsecond");

        browser.driver().executeCdpCommand("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", saved.toString()));
        browser.click(".run[data-run] [data-action=save]");
        browser.until("the output is saved", page -> saved.toFile().list().length == 1 && saved.toFile().list()[0].endsWith(".txt"));
        assertThat(Files.readString(saved.resolve(saved.toFile().list()[0]))).isEqualTo("first\nsecond\n");

        browser.run("seq 1 300", "web-1");
        awaitRuns("exited", 5);
        assertThat(browser.script("return document.querySelector('.run[data-run] .output').scrollTop")).as("the first line is shown").isEqualTo(0L);
        browser.type("#command", "typed");
        browser.driver().findElement(By.id("command")).sendKeys(Keys.HOME, Keys.ARROW_UP);
        assertThat(browser.driver().findElement(By.id("command")).getAttribute("value")).isEqualTo("seq 1 300");
        browser.driver().findElement(By.id("command")).sendKeys(Keys.ARROW_DOWN);
        assertThat(browser.driver().findElement(By.id("command")).getAttribute("value")).isEqualTo("typed");

        browser.click(".comparison [data-action=again]");
        awaitRuns("exited", 7);
        browser.until("they are compared, too", page -> page.findElements(By.cssSelector(".comparison .difference")).size() == 2);
        browser.driver().navigate().refresh();
        awaitRuns("exited", 7);
        browser.until("the results are shown again", page -> page.findElements(By.cssSelector(".comparison .difference")).size() == 2
                && page.findElements(By.cssSelector(".run .output .error")).size() == 4);
        browser.logOut();
    }

    /** Half of it is of a script that is written from right to left, which costs browsers the most. */
    @Test
    void muchOutputIsDrawnInPartsSoThatThePageGoesOn() {
        browser.logIn(console.alice());
        browser.script("""
                window.most = 0;
                let before = 0;
                new MutationObserver(() => {
                  const length = document.querySelector(".run .output").textContent.length;
                  window.most = Math.max(window.most, length - before);
                  before = length;
                }).observe(document.querySelector("#history"), { subtree: true, childList: true, characterData: true });
                """);
        browser.run("awk 'BEGIN { for (i = 0; i < 90000; i++) printf \"%c\\327%c\", 97 + i % 20, 144 + i % 20 }'", "web-1");
        browser.await(".run[data-state=exited]");

        assertThat(browser.script("""
                const output = document.querySelector(".run .output").textContent;
                let expected = "";
                for (let i = 0; i < 90000; i++) {
                  expected += String.fromCharCode(97 + i % 20, 0x5d0 + i % 20);
                }
                return output === expected;
                """)).as("nothing is lost").isEqualTo(true);
        assertThat((Long) browser.script("return window.most")).as("characters in one turn of the event loop").isPositive().isLessThanOrEqualTo(16384 + 8192);
        assertThat((Long) browser.script("return Math.max(...[...document.querySelector('.run .output').childNodes].map((block) => block.textContent.length))"))
                .as("characters that are laid out again when some are added").isLessThanOrEqualTo(8192);
        browser.logOut();
    }

    @Test
    void aMillionLinesAreDrawnWithoutALongTaskAndOldOnesGo() {
        try (Browser traced = Browser.traced(console.address())) {
            traced.logIn(console.alice());
            traced.run("seq 100000 199999", "web-1");
            traced.await(".run[data-state=exited]");
            long before = MainThread.heap(traced);
            MainThread.mark(traced);
            traced.run("seq 1000000 1999999", "web-1");
            traced.until("both have ended", page -> page.findElements(By.cssSelector(".run[data-state=exited]")).size() == 2);

            MainThread.Tasks tasks = MainThread.tasks(traced);
            System.out.println("A million lines: " + tasks);
            // 50 ms where all takes 3 s; a slower processor takes longer for both.
            assertThat(tasks.longest().multipliedBy(20)).as("the longest of %s", tasks).isLessThan(tasks.all());
            assertThat(MainThread.heap(traced) - before).as("bytes, of the 8,000,000 that came").isLessThan(3_000_000);
            assertThat(traced.script("""
                    const blocks = [...document.querySelector(".run .output").children].map((block) => block.textContent);
                    return blocks.every((block) => /^(\\d{7}\\n)+$/.test(block)) && blocks.join("").length > 190000 && blocks.join("").length < 210000
                      && blocks.at(-1).endsWith("1999999\\n") ? blocks.length : 0;
                    """)).as("blocks of whole lines").asInstanceOf(InstanceOfAssertFactories.LONG).isBetween(40L, 60L);
            traced.logOut();
        }
    }

    @Test
    void aLogOutLeavesNothingOfTheSessionInTheBrowser() {
        browser.logIn(console.alice());
        browser.connect("web-1");
        browser.run("echo se''cret-output", "web-1");
        browser.awaitText(".run .output", "secret-output");
        browser.script("location.hash = '#files/web-1'");
        browser.await("#entries tr");
        browser.click("nav a[href='#run']");

        browser.logOut();

        for (int pages = 0; pages < 4; pages++) {
            assertThat(browser.driver().getPageSource()).doesNotContain("web-1", "web-2", "secret-output", "se''cret", "127.0.0.1:", "alice");
            browser.driver().navigate().back();
            browser.await("#login");
        }
    }

    @Test
    void twoUsersSeeNothingOfEachOther() {
        browser.logIn(console.alice());
        browser.connect("web-1");
        browser.run("echo of-alice", "web-1");
        browser.awaitText(".run .output", "of-alice");
        try (Browser other = new Browser(console.address())) {
            other.logIn(console.bob());
            assertThat(other.text(card("web-1") + ".state")).isEqualTo("not connected");
            other.run("echo of-bob", "web-1");
            other.awaitText(".run .output", "of-bob");
            assertThat(other.text("#history")).doesNotContain("of-alice");
            other.logOut();
            other.awaitText("#over", "1 SSH connection was closed");
        }
        assertThat(browser.text("#history")).doesNotContain("of-bob");
        browser.click("nav a[href='#profiles']");
        browser.awaitConnected("web-1");
        browser.logOut();
    }

    @Test
    void theKeyboardAloneIsEnough() {
        browser.logIn(console.alice());
        for (int tabs = 0; !"Connect test: web-1".equals(browser.driver().switchTo().activeElement().getAttribute("aria-label")); tabs++) {
            assertThat(tabs).isLessThan(20);
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        }
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        browser.awaitConnected("web-1");
        awaitFocus("Connect test: web-1");

        browser.type("#machines-filter", "127.0.0.1:" + console.second().port() + " web");
        browser.awaitText("#machines-count", "1 of ");
        assertThat(browser.text(card("web-2"))).as("before it is connected").contains(console.second().username() + "@127.0.0.1:" + console.second().port());
        press(Keys.ARROW_DOWN);
        awaitFocus("Terminal: web-2");
        browser.type("#machines-filter", " ");
        browser.awaitText("#cards h2", "web 2");
        browser.script("document.querySelector(arguments[0]).focus()", card("web-1") + "[data-action=run]");
        press(Keys.ARROW_RIGHT);
        awaitFocus("Run: web-2");
        press(Keys.ENTER);
        browser.until("web-2 is chosen", page -> page.findElements(By.cssSelector("#run-profiles input:checked")).stream()
                .map(box -> box.getAttribute("value")).toList().equals(List.of("web-2")));
        browser.script("history.back()");
        browser.await("#cards [data-profile=web-2]");
        browser.script("document.querySelector(arguments[0]).click()", card("web-2") + "[data-action=terminal]");
        browser.until("the shell has started", page -> !browser.terminal().isBlank());
        browser.typeInTerminal("echo on ${SSH_CONNECTION##* }\n");
        browser.awaitTerminal("on " + console.second().port());
        browser.click("nav a[href='#profiles']");
        showAThousandMachines();
        browser.logOut();
    }

    /** As the server sends them, which has a few. */
    private static void showAThousandMachines() {
        browser.script("""
                Promise.all([import("./profiles.js"), fetch("api/profiles").then((answer) => answer.json())]).then(([profiles, real]) => {
                  const one = real.cards.find((card) => card.profile === "web-1");
                  const made = Array.from({ length: 1000 }, (none, i) => ({ ...one, profile: "web-" + i, recent: i < 3 ? 3 - i : 0 }));
                  profiles.update({ ...real, number: Number.MAX_SAFE_INTEGER, cards: made });
                });
                """);
        browser.awaitText("#cards h2", "web 1000");
        assertThat(browser.text("#recents")).isEqualTo("Recent\nweb-2\nweb-1\nweb-0");
        assertThat(shownCards()).hasSizeLessThan(100).startsWith("web-0", "web-1", "web-2").doesNotContain("web-999");
        browser.click("#recents button");
        awaitFocus("Terminal: web-2");
        press(Keys.END);
        awaitFocus("Terminal: web-999");
        assertThat(shownCards()).hasSizeLessThan(100).endsWith("web-998", "web-999").doesNotContain("web-0");
        browser.picture("machines-1000");
        browser.type("#machines-filter", "web-55");
        browser.awaitText("#machines-count", "11 of 1000 machines");
        assertThat(shownCards()).startsWith("web-55", "web-550").allMatch(name -> name.startsWith("web-55"));
    }

    private static void press(Keys key) {
        browser.driver().switchTo().activeElement().sendKeys(key);
    }

    private static void awaitFocus(String label) {
        browser.until(label + " has the focus", page -> label.equals(page.switchTo().activeElement().getAttribute("aria-label")));
    }

    private static List<String> shownCards() {
        return browser.driver().findElements(By.cssSelector("#cards article")).stream().map(card -> card.getAttribute("data-profile")).toList();
    }

    @Test
    void aPhoneShowsThePageWithoutSidewaysScrolling() {
        try (Browser phone = new Browser(console.address())) {
            phone.becomeDarkPhone();
            phone.logIn(console.alice());
            phone.connect("web-1");
            phone.picture("phone-profiles-dark");
            assertThat(phone.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
            phone.run("seq 1 2000 | tr '\\n' x", "web-1");
            phone.await(".run[data-state=exited]");
            phone.picture("phone-run-dark");
            assertThat(phone.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
            phone.logOut();
        }
    }

    private static HttpResponse<String> request(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.address() + path))
                .method(method, HttpRequest.BodyPublishers.ofString("{\"id\": \"1\"}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void changesNeedALogInAndTheSessionsToken() throws Exception {
        assertThat(request("GET", "api/profiles").statusCode()).isEqualTo(401);
        assertThat(request("GET", "index.html").statusCode()).isEqualTo(302);
        browser.logIn(console.alice());
        String cookie = "JSESSIONID=" + browser.driver().manage().getCookieNamed("JSESSIONID").getValue();
        String token = (String) browser.driver().executeAsyncScript(
                "const done = arguments[0]; fetch('api/session').then((answer) => answer.json()).then((session) => done(session.token))");

        assertThat(request("POST", "api/runs/cancel", "Cookie", cookie, "Content-Type", "application/json").statusCode()).isEqualTo(403);
        assertThat(request("POST", "api/runs/cancel", "Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token",
                token.substring(1) + "0").statusCode()).isEqualTo(403);
        assertThat(request("POST", "api/runs/cancel", "Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token", token, "Origin",
                "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(request("POST", "api/runs/cancel", "Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token", token)
                .statusCode()).isEqualTo(204);
        browser.logOut();
        assertThat(request("GET", "api/profiles", "Cookie", cookie).statusCode()).as("an ended session").isEqualTo(401);
    }
}
