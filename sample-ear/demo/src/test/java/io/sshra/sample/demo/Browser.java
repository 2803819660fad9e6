package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium and the actions of a user. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

    /** One question for each look, where Selenium's own methods ask several, each with a long script. */
    private static final String FIRST_SHOWN = """
            return [...document.querySelectorAll(arguments[0])].find(element => {
                const { width, height } = element.getBoundingClientRect();
                return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
            }) ?? null""";
    private static final String SAYS = """
            return [...document.querySelectorAll(arguments[0])].some(element => element.checkVisibility() && element.innerText.includes(arguments[1]))""";

    /** Hides Selenium's warning that it does not know this Chromium's DevTools protocol, which is not used here. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;
    private final String address;

    /** @param address the console's address, with a slash at the end */
    Browser(String address) {
        this(address, new LoggingPreferences());
    }

    /** A browser that writes down what its threads do, for {@link MainThread}. */
    static Browser traced(String address) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        return new Browser(address, logs);
    }

    private Browser(String address, LoggingPreferences logs) {
        this.address = address;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        // Tests may run as root, which Chromium's sandbox refuses. The pages are trusted.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,900");
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        if (logs.getEnabledLogTypes().contains(LogType.PERFORMANCE)) {
            options.setExperimentalOption("perfLoggingPrefs", Map.of("traceCategories", MainThread.CATEGORIES, "enableNetwork", false, "enablePage", false));
        }
        ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build();
        driver = new ChromeDriver(service, options);
        Watchdog.overChildren("chromedriver");
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String path) {
        driver.get(address + path);
    }

    /** Logs the user out by deleting the cookies, and opens an empty page. */
    void forget() {
        driver.manage().deleteAllCookies();
        driver.get("about:blank");
    }

    /** Opens the console and logs in with its form. */
    void logIn(DemoUsers.User user) {
        open("");
        fillLogin(user.name(), user.password());
        await("#log-out");
        await("article.card");
    }

    void fillLogin(String user, String password) {
        type("#user", user);
        type("#password", password + Keys.ENTER);
    }

    void logOut() {
        click("#log-out");
        await("#over");
        assertThat(log()).as("answers about the session").noneMatch(line -> line.contains("/api/session ") && line.contains("status of 500"));
    }

    /** Has the console connect to a profile. */
    void connect(String profile) {
        click("nav a[href='#profiles']");
        click("[data-profile='" + profile + "'] [data-action=test]");
        awaitConnected(profile);
        awaitText("[data-profile='" + profile + "']", "Connected in");
    }

    void awaitConnected(String profile) {
        await("[data-profile='" + profile + "'][data-state=connected]");
    }

    /** Runs a command on profiles; does not wait for its end. */
    void run(String command, String... profiles) {
        click("nav a[href='#run']");
        await("#command");
        for (WebElement box : driver.findElements(By.cssSelector("#run-profiles input"))) {
            if (box.isSelected() != List.of(profiles).contains(box.getAttribute("value"))) {
                box.click();
            }
        }
        type("#command", command + Keys.ENTER);
    }

    /** Adds a profile of the user's own; does not wait until it is connected. */
    void addProfile(String name, OpenSshServer server) {
        click("#add summary");
        type("[name=profile]", name);
        type("[name=host]", "127.0.0.1");
        type("[name=port]", String.valueOf(server.port()));
        type("[name=username]", server.username());
        type("[name=privateKey]", server.privateKey());
        click("#add-form button");
    }

    /** Opens a terminal on the page of terminals, and waits for its shell. */
    void openTerminal(String profile) {
        script("document.querySelector('#terminal-profile').value = arguments[0]", profile);
        click("#terminal-form button");
        until("the shell has started", page -> !terminal().isBlank());
    }

    /** What the terminal in front shows, as a screen reader reads it. */
    String terminal() {
        return String.valueOf(script("return document.querySelector('.shell:not([hidden]) .xterm-accessibility-tree')?.innerText ?? ''")).replace('\u00a0', ' ');
    }

    void awaitTerminal(String text) {
        until("the terminal shows " + text, page -> terminal().contains(text));
    }

    /** Types into the terminal in front, which has the focus. */
    void typeInTerminal(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    WebElement await(String css) {
        return until(css + " is shown", page -> (WebElement) script(FIRST_SHOWN, css));
    }

    void awaitText(String css, String text) {
        until(css + " says " + text, page -> (Boolean) script(SAYS, css, text));
    }

    <T> T until(String what, Function<WebDriver, T> condition) {
        return new WebDriverWait(driver, Patience.LIMIT, LOOKS_EVERY).ignoring(StaleElementReferenceException.class).withMessage(() -> what + "; the page says "
                + driver.findElement(By.tagName("body")).getText() + log()).until(condition);
    }

    void click(String css) {
        until(css + " is pressed", found -> {
            await(css).click();
            return true;
        });
    }

    void type(String css, CharSequence text) {
        WebElement field = await(css);
        field.clear();
        field.sendKeys(text);
    }

    String text(String css) {
        return await(css).getText();
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The browser's log. */
    List<String> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
    }

    void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Makes the page as wide as a phone's, with a preference for dark colours. */
    void becomeDarkPhone() {
        screen(390, 844);
        prefer("dark");
    }

    /** Makes the page of this size, as a phone's if it is narrow. */
    void screen(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", width < 500 ? 2 : 1, "mobile", width < 500));
    }

    /** @param scheme light or dark */
    void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Goes to a page of the console. */
    void goTo(String page) {
        click("nav a[href='#" + page + "']");
        await("#" + page);
    }

    /** The opposite of {@link #becomeDarkPhone}. */
    void becomeDesktop() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    /** Saves a picture of the page with this file name in target/screenshots. */
    void picture(String name) {
        picture(Path.of(System.getProperty("sample.folder"), "screenshots", name + ".png"));
    }

    void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
