package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresPrograms;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A user of the console's terminal. The test reads the output where a screen reader does. */
@Tag("long")
class TerminalInBrowserTest extends BrowserTest {

    @BeforeEach
    void logIn() {
        browser.logIn(console.alice());
        browser.click("nav a[href='#terminal']");
    }

    private static String shown() {
        return browser.terminal();
    }

    private static void awaitShown(String text) {
        browser.awaitTerminal(text);
    }

    private static void open(String profile) {
        browser.openTerminal(profile);
    }

    private static void type(CharSequence... keys) {
        browser.typeInTerminal(keys);
    }

    private void typeWithControlAndShift(String key) {
        new Actions(browser.driver()).keyDown(Keys.CONTROL).keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).keyUp(Keys.CONTROL).perform();
    }

    @Test
    @RequiresPrograms("vim")
    void aShellHasTheSizeOfThePageAndUtf8AndRunsAnEditor() {
        open("web-1");
        browser.resize(1000, 800);
        browser.until("the shell has the size of the page", page -> {
            type("clear; echo size $(stty size | cut -d' ' -f2) of", Keys.ENTER);
            Matcher size = Pattern.compile("size (\\d+) of").matcher(shown());
            return size.find() && Integer.parseInt(size.group(1)) < 120;
        });
        type("echo gr\u00fc\u00dfe \u4e16\u754c $TERM", Keys.ENTER);
        awaitShown("gr\u00fc\u00dfe \u4e16\u754c xterm-256color");

        type("clear; printf '\\033[1;32mgreen\\033[0m <b>no markup</b>\\n'; vim -u NONE $HOME/file", Keys.ENTER);
        awaitShown("~");
        type("isome text of \u00fc", Keys.ESCAPE);
        awaitShown("some text of \u00fc");
        browser.picture("terminal-vi");
        type(":wq", Keys.ENTER);
        type("cat $HOME/file", Keys.ENTER);
        awaitShown("<b>no markup</b>");
        assertThat(browser.driver().findElements(By.cssSelector(".shell b"))).isEmpty();
        browser.picture("terminal");
        browser.logOut();
    }

    @Test
    @RequiresPrograms({"top", "htop"})
    void fullScreenProgramsWork() {
        open("web-1");
        type("top; echo top ha''s ended", Keys.ENTER);
        awaitShown("load average");
        browser.picture("terminal-top");
        type("q");
        awaitShown("top has ended");
        type("clear; htop; echo htop ha''s ended", Keys.ENTER);
        awaitShown("F10Quit");
        browser.picture("terminal-htop");
        type("q");
        awaitShown("htop has ended");
        assertThat(shown()).as("the program's screen is gone").doesNotContain("F10Quit");
        browser.logOut();
    }

    @Test
    void aLostConnectionIsShownAndCanBeReconnected() {
        open("web-2");
        type("echo be''fore", Keys.ENTER);
        awaitShown("before");
        console.second().killConnections();

        browser.awaitText(".shell .bar-over", "The connection was lost");
        browser.picture("terminal-lost");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        browser.until("the terminal is reconnected", page -> page.findElements(By.cssSelector(".shell .bar-over:not([hidden])")).isEmpty());
        type("echo af''ter", Keys.ENTER);
        awaitShown("after");
        browser.logOut();
        browser.awaitText("#over", "1 SSH connection was closed");
    }

    @Test
    void aTerminalWhoseSessionEndsDoesNotBlameTheServer() {
        open("web-1");
        browser.script("""
                new MutationObserver(() => { sessionStorage.said += [...document.querySelectorAll(".bar-over")].map((bar) => bar.textContent).join("|"); })
                  .observe(document.querySelector("#terminals"), { subtree: true, childList: true, characterData: true, attributes: true });
                sessionStorage.said = "";
                """);
        browser.logOut();

        browser.awaitText("#over", "1 SSH connection was closed");
        assertThat(String.valueOf(browser.script("return sessionStorage.said"))).doesNotContain("server");
        browser.script("sessionStorage.clear()");
    }

    @Test
    @RequiresPrograms({"asciinema", "script"})
    void aTerminalIsRecordedAndReplayedInATabAndByAsciinema(@TempDir Path folder) throws Exception {
        browser.click("#recorded");
        open("web-1");
        type("echo rec''orded; exit", Keys.ENTER);
        browser.awaitText("#terminal-note", "1 web-1 has ended");
        browser.click("#recordings summary");
        browser.awaitText("#recording-list", "1: web-1, alice, ");
        browser.click("#recording-list button");

        browser.awaitText(".shell:not([hidden]) .bar-over", "The recording has ended: exit code 0");
        awaitShown("recorded");
        assertThat(browser.driver().findElements(By.cssSelector("[role=tab]"))).hasSize(1);
        browser.picture("terminal-replay");
        seek(0);
        browser.until("nothing is shown at the beginning", page -> shown().isBlank());
        seek(1_000_000);
        awaitShown("recorded");
        assertThat(Files.readString(recording(folder, 3))).startsWith("{\"version\":3,").endsWith(", \"x\", \"0\"]\n");
        assertThat(playedByAsciinema(recording(folder, 2))).contains("recorded");
        browser.logOut();
    }

    private static void seek(int seconds) {
        browser.script("""
                const slider = document.querySelector(".player [type=range]");
                slider.value = arguments[0];
                slider.dispatchEvent(new Event("input"));
                """, seconds);
    }

    private static Path recording(Path folder, int version) throws Exception {
        HttpRequest recording = HttpRequest.newBuilder(URI.create(console.address() + "api/recordings/1?version=" + version))
                .header("Cookie", cookie()).build();
        return HttpClient.newHttpClient().send(recording, HttpResponse.BodyHandlers.ofFile(folder.resolve(version + ".cast"))).body();
    }

    /** In one log-in: keys, text that comes without them, and what the page has for itself. */
    @Test
    void aTerminalFillsTheWindowAndLosesNoInput() {
        browser.resize(1800, 1000);
        open("web-1");
        long rows = rows();
        assertThat((Long) browser.script("return document.querySelector('.shell').clientWidth")).isGreaterThan(1700);
        assertThat(browser.text("#without-webgl")).as("the test's browser has no graphics processor").isEqualTo("Drawn without WebGL");
        assertThat(rows).as("rows of a terminal that has the rest of the window").isBetween(35L, 55L);
        browser.click("#font-larger");
        browser.click("#font-larger");
        browser.until("fewer rows fit", page -> rows() < rows);
        browser.click("#font-smaller");
        browser.click("#font-smaller");
        browser.until("they fit again", page -> rows() == rows);

        type("clear; printf '\\033]0;ti''tle \\342\\200\\256\\007'", Keys.ENTER);
        browser.awaitText("[role=tab]", "1 web-1: title");
        browser.driver().executeCdpCommand("Input.insertText", Map.of("text", "echo emo''ji \ud83d\ude00 and dictated"));
        type(Keys.ENTER);
        awaitShown("emoji \ud83d\ude00 and dictated");
        type("clear; echo rea''dy; cat > $HOME/pasted; wc -lc < $HOME/pasted", Keys.ENTER);
        awaitShown("ready");
        browser.script("""
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", "0123456789 of a line\\n".repeat(3000) + "the end\\n");
                document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
                """);
        awaitShown("the end");
        new Actions(browser.driver()).keyDown(Keys.CONTROL).sendKeys("d").keyUp(Keys.CONTROL).perform();
        browser.until("all lines are there", page -> shown().matches("(?s).*3001 +63008.*"));

        type("clear; cat -v", Keys.ENTER);
        browser.click("#keys-toggle");
        browser.click("[data-key=ArrowUp]");
        browser.click("[data-key=Escape]");
        type(Keys.ENTER);
        awaitShown("^[[A^[");
        browser.click("#key-bar [aria-pressed]");
        type("c");
        awaitShown("^C");
        browser.picture("terminal-keys");

        typeWithControlAndShift("f");
        type("^C");
        browser.awaitText("#find-count", "1 of 1");
        browser.picture("terminal-search");
        type(Keys.ESCAPE);
        typeWithControlAndShift("l");
        assertThat(browser.driver().switchTo().activeElement().getAttribute("role")).isEqualTo("tab");
        assertThat(browser.text("#terminal-keys")).contains("Ctrl-Shift-L leaves the terminal");
        type(Keys.ENTER);
        type("clear; echo http''://127.0.0.1:9/x", Keys.ENTER);
        browser.until("the address is the first line", page -> shown().startsWith("http://127.0.0.1:9/x"));
        clickFirstWord();
        browser.awaitText("#link-ask[open] #link-address", "http://127.0.0.1:9/x");
        browser.click("#link-no");

        type("exit 3", Keys.ENTER);
        browser.awaitText(".shell .bar-over", "The shell has ended with exit code 3");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        browser.until("another shell is there", page -> page.findElements(By.cssSelector(".shell .bar-over:not([hidden])")).isEmpty());
        type("exit", Keys.ENTER);
        browser.until("the tab is closed", page -> page.findElements(By.cssSelector("[role=tab]")).isEmpty());
        browser.logOut();
    }

    private static long rows() {
        return (Long) browser.script("return document.querySelectorAll('.shell:not([hidden]) .xterm-accessibility-tree > div').length");
    }

    private void clickFirstWord() {
        WebElement screen = browser.await(".shell:not([hidden]) .xterm-screen");
        new Actions(browser.driver()).moveToElement(screen, 30 - screen.getSize().width / 2, 8 - screen.getSize().height / 2).click().perform();
    }

    private static String cookie() {
        return "JSESSIONID=" + browser.driver().manage().getCookieNamed("JSESSIONID").getValue();
    }

    /** asciinema needs a terminal, which script(1) provides. */
    private static String playedByAsciinema(Path file) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", "asciinema play -s 1000 " + file, "/dev/null");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String played = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return played;
    }

    @Test
    void textCopiedInOneTabIsPastedInAnother() {
        open("web-1");
        type("clear; echo copy-this-wo''rd", Keys.ENTER);
        awaitShown("copy-this-word");
        // A double click chooses the word at the left of the first line.
        WebElement screen = browser.await(".shell:not([hidden]) .xterm-screen");
        new Actions(browser.driver()).moveToElement(screen, 30 - screen.getSize().width / 2, 8 - screen.getSize().height / 2)
                .doubleClick().perform();
        typeWithControlAndShift("c");
        open("web-2");
        type("echo pasted: ");
        typeWithControlAndShift("v");
        awaitShown("pasted: copy-this-word");
        browser.logOut();
    }

    /** Another site can make a browser open a socket with the user's cookie, but does not know the token. */
    @Test
    void aSocketWithoutTheTokenIsRefused() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().header("Cookie", cookie())
                .buildAsync(URI.create(console.address().replaceFirst("http", "ws") + "terminal"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        closed.complete(status);
                        return null;
                    }
                }).get(30, TimeUnit.SECONDS);
        socket.sendText("{\"profile\": \"web-1\", \"columns\": 80, \"rows\": 24, \"token\": \"0\"}", true);
        assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(1008);
        browser.logOut();
    }
}
