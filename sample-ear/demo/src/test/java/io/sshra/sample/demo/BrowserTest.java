package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresOpenSsh;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A browser test of the console. Nobody is logged in at the start of each test. */
@RequiresBrowser
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
abstract class BrowserTest {

    static RunningConsole console;
    static Browser browser;

    @BeforeAll
    static void start(RunningConsole shared) {
        console = shared;
        browser = new Browser(console.address());
    }

    @BeforeEach
    void logNobodyIn() {
        browser.forget();
    }

    /** No page may violate the content security policy or throw an uncaught error. */
    @AfterEach
    void nothingWasRefused() {
        assertThat(browser.log()).noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }
}
