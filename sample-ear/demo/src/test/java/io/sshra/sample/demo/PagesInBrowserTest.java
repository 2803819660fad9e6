package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What all pages have in common: they can be used by everybody, on every screen. */
@Tag("long")
class PagesInBrowserTest extends BrowserTest {

    /** The rules of axe-core (https://github.com/dequelabs/axe-core). */
    private static final String AXE = "/axe.min.js";

    /** What the administrator's pages are to show before they are looked at. */
    private static final Map<String, Consumer<Browser>> PAGES = Map.of(
            "profiles", page -> page.awaitConnected("web-1"),
            "run", page -> page.awaitText(".comparison td", "differs from web-1"),
            "terminal", page -> page.openTerminal("web-1"),
            "files", page -> {
                page.script("location.hash = '#files/web-1'");
                page.await("#entries tr");
            },
            "dashboard", page -> page.await("#charts path.line-0"),
            "agents", page -> page.await("#no-conversation"),
            "approvals", page -> page.await("#no-request"));

    private final String axe;

    PagesInBrowserTest() throws IOException {
        try (InputStream script = PagesInBrowserTest.class.getResourceAsStream(AXE)) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @param rules the names of rules; empty for all */
    @SuppressWarnings("unchecked")
    private List<String> findings(List<String> rules) {
        if (Boolean.TRUE.equals(browser.script("return window.axe === undefined"))) {
            browser.script(axe);
        }
        return (List<String>) browser.driver().executeAsyncScript("""
                const [rules, done] = arguments;
                // The terminal is xterm.js, which has tests of its own.
                axe.run({ exclude: [".xterm"] }, { resultTypes: ["violations"], preload: false, ...(rules.length > 0 ? { runOnly: rules } : {}) }).then(
                  (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + " at " + node.target + ": " + node.failureSummary))),
                  (error) => done([String(error)]));
                """, rules);
    }

    /** Adds what is wrong with the page that is shown. */
    private void check(String name, List<String> problems) {
        browser.screen(1800, 1000);
        browser.prefer("light");
        findings(List.of()).forEach(finding -> problems.add(name + ", light: " + finding));
        browser.picture("wide-" + name + "-light");
        browser.prefer("dark");
        browser.screen(390, 844);
        findings(List.of("color-contrast")).forEach(finding -> problems.add(name + ", dark: " + finding));
        if (!Long.valueOf(390).equals(browser.script("return document.documentElement.scrollWidth"))) {
            problems.add(name + " is wider than a phone");
        }
        browser.picture("phone-" + name + "-dark");
    }

    @Test
    void everyPageCanBeReadByEverybodyOnEveryScreen() {
        List<String> problems = new ArrayList<>();
        browser.open("");
        browser.await("#login");
        check("log-in", problems);
        browser.screen(1280, 900);
        browser.logIn(console.carol());
        assertThat(blocking()).as("what the first paint waits for").allMatch(resource -> resource.contains(".css"));

        browser.connect("web-1");
        browser.run("echo at ${SSH_CONNECTION##* }; printf '\\033[31mred\\033[0m \\033[43mon yellow\\033[0m\\n'; echo careful >&2; exit 3", "web-1", "web-2");
        PAGES.forEach((name, isReady) -> {
            browser.screen(1800, 1000);
            browser.goTo(name);
            isReady.accept(browser);
            assertThat(titles()).containsExactly(browser.driver().getTitle().replace(": SSH console", ""));
            check(name, problems);
            assertThat(headerHeight()).as("rows in the header of a phone").isLessThan(70);
        });
        browser.screen(1280, 900);
        browser.logOut();
        assertThat(problems).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<String> titles() {
        return (List<String>) browser.script("return [...document.querySelectorAll('h1')].filter((title) => title.checkVisibility()).map((title) => title.textContent)");
    }

    private static long headerHeight() {
        return (Long) browser.script("return Math.round(document.querySelector('.bar').getBoundingClientRect().height)");
    }

    @SuppressWarnings("unchecked")
    private static List<String> blocking() {
        return (List<String>) browser.script("return performance.getEntriesByType('resource').filter((entry) => entry.renderBlockingStatus === 'blocking')"
                + ".map((entry) => entry.name)");
    }
}
