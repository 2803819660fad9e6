package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.RequiresOpenSsh;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of the console by a browser in which nobody is logged in at first. */
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

    /** Whatever a page did, the content security policy had nothing to refuse. */
    @AfterEach
    void nothingWasRefused() {
        assertThat(browser.log()).noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }
}
