package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * Tests of the page of files, in a folder of the machine that the test looks into directly. One log-in is for all tests of a class, because it
 * takes longer than most of them. Each test has a page of its own.
 */
abstract class FilesPageTest extends BrowserTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void logIn() {
        browser.forget();
        browser.logIn(console.alice());
    }

    /** Leaves the page of the last test, and the user logged in. */
    @BeforeEach
    @Override
    void logNobodyIn() {
        browser.driver().get("about:blank");
    }

    @AfterAll
    static void logOut() {
        browser.open("");
        browser.logOut();
    }

    static void show(Path shown) {
        browser.open("#files/web-1" + shown);
        browser.awaitText("#crumbs [aria-current]", shown.getFileName().toString());
    }

    static String row(String encodedName) {
        return "#entries [data-name='" + encodedName + "'] ";
    }

    static void more(String encodedName) {
        browser.click(row(encodedName) + ".actions button:last-child");
        browser.await("#entry[open]");
    }

    static void awaitRows(String... encodedNames) {
        browser.until("the folder has " + List.of(encodedNames), page -> page.findElements(By.cssSelector("#entries tr")).stream()
                .map(row -> row.getAttribute("data-name")).toList().equals(List.of(encodedNames)));
    }

    static void awaitClosed(String dialog) {
        browser.until(dialog + " is closed", page -> page.findElements(By.cssSelector(dialog + "[open]")).isEmpty());
    }

    /** Uses the shell, because its names are bytes and Java's are not. */
    void shell(String command) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).directory(folder.toFile()).inheritIO().start();
        assertThat(shell.waitFor()).isZero();
    }

    static void press(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    /** The names in the folder, as they are on the machine. */
    Stream<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
