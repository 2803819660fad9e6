package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Content;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A user of the console's folders and files. */
@Tag("long")
class FilesInBrowserTest extends FilesPageTest {

    // ---- browsing ----

    @Test
    void foldersAreBrowsedAndAddressesAreKept() throws Exception {
        Files.createDirectories(folder.resolve("inner/deep"));
        Files.writeString(folder.resolve("Readme.txt"), "x".repeat(2500));
        Files.setPosixFilePermissions(folder.resolve("Readme.txt"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(folder.resolve("current"), Path.of("inner"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        shell("mkfifo pipe");
        show(folder);

        awaitRows("inner", "current", "dangling", "pipe", "Readme.txt");
        assertThat(browser.text(row("Readme.txt"))).contains("2.5 kB", "rwxr-x---", Files.getOwner(folder).getName() + ":");
        assertThat(browser.text(row("current"))).contains("\u2192 inner");
        browser.picture("files");

        browser.click(row("current") + "a");
        awaitRows("deep");
        browser.click(row("deep") + "a");
        browser.awaitText("#listing-note", "This folder is empty");
        browser.driver().navigate().refresh();
        browser.awaitText("#listing-note", "This folder is empty");
        browser.driver().navigate().back();
        awaitRows("deep");
        browser.click("#crumbs li:nth-last-child(2) a");
        awaitRows("inner", "current", "dangling", "pipe", "Readme.txt");

        browser.click("nav a[href='#run']");
        browser.click("nav a[href='#files']");
        browser.awaitText("#crumbs [aria-current]", folder.getFileName().toString());
        browser.script("const chooser = document.querySelector('#files-profile'); chooser.value = 'web-2'; chooser.dispatchEvent(new Event('change'))");
        browser.until("the start folder of the other machine is shown",
                page -> page.getCurrentUrl().endsWith("#files/web-2" + System.getProperty("user.home")));
        browser.awaitText("#crumbs", Path.of(System.getProperty("user.home")).getFileName().toString());
    }

    @Test
    void theBeginningOfAFileIsShownAsText() throws Exception {
        Files.writeString(folder.resolve("page.html"), "<script>document.title = 1</script>\n\u001b[31m\u202ered\n".repeat(4000));
        Files.write(folder.resolve("program"), new byte[] {'E', 'L', 'F', 0});
        show(folder);

        browser.await(row("page.html") + "a").sendKeys(Keys.ENTER);
        browser.awaitText("#entry-preview pre", "<script>document.title = 1</script>\n\u241b[31m\\u202ered\n");
        assertThat(browser.text("#entry-preview")).contains("Only the first 64 KiB");
        assertThat(browser.driver().findElements(By.cssSelector("#entry-preview script"))).isEmpty();
        assertThat(browser.driver().getTitle()).isEqualTo("Files: SSH console");
        browser.picture("files-preview");
        browser.driver().navigate().refresh();
        browser.awaitText("#entry-preview pre", "<script>");
        press(Keys.ESCAPE);
        awaitClosed("#entry");
        assertThat(browser.driver().getCurrentUrl()).endsWith(folder.toString());

        browser.click(row("program") + "a");
        browser.awaitText("#entry-preview", "This file is not text");
        browser.click("#entry-close");
    }

    /** Anybody who may write to a folder of the machine can choose such names. */
    @Test
    void hostileNamesAreTextAndTheFilesCanBeUsed() throws Exception {
        shell("""
                for name in '<img src=x onerror=alert(1)>' 'a\\nb' '\\342\\200\\256gpj' '\\377\\376' "q'\\"%%41&?#" ; do
                  printf content > "$(printf "$name")"
                done
                """);
        Map<String, String> shown = Map.of("%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E", "<img src=x onerror=alert(1)>", "a%0Ab", "a\u240ab",
                "%E2%80%AEgpj", "\\u202egpj", "%FF%FE", "\ufffd\ufffd", "q%27%22%2541%26%3F%23", "q'\"%41&?#");
        show(folder);
        shown.forEach((name, text) -> assertThat(browser.text(row(name) + "a")).isEqualTo(text));
        for (String name : new String[] {"%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E", "%FF%FE"}) {
            browser.click(row(name) + "a");
            browser.awaitText("#entry-preview pre", "content");
            assertThat(browser.text("#entry-name")).isEqualTo(shown.get(name));
            press(Keys.ESCAPE);
            awaitClosed("#entry");
        }
        assertThat(browser.driver().findElements(By.cssSelector("#files img, #entry img"))).isEmpty();

        more("%FF%FE");
        browser.click("#rename summary");
        browser.type("#new-name", "plain" + Keys.ENTER);
        browser.await(row("plain"));
        assertThat(folder.resolve("plain")).hasContent("content");
    }

    // ---- changes ----

    @Test
    void foldersAreMadeRenamedAndDeletedWithTheirContent() throws Exception {
        Path elsewhere = Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("file"), "not of the folder");
        show(folder);
        browser.click("#new-folder summary");
        browser.type("#new-folder-name", "gr\u00fc\u00dfe 1" + Keys.ENTER);
        awaitRows("gr%C3%BC%C3%9Fe%201", "kept");

        more("gr%C3%BC%C3%9Fe%201");
        browser.click("#rename summary");
        assertThat(browser.await("#new-name").getAttribute("value")).isEqualTo("gr\u00fc\u00dfe 1");
        browser.type("#new-name", "kept" + Keys.ENTER);
        browser.awaitText("#entry-problem", "This name exists already");
        browser.type("#new-name", "plain" + Keys.ENTER);
        awaitRows("kept", "plain");

        Files.createDirectories(folder.resolve("plain/inner"));
        Files.writeString(folder.resolve("plain/inner/file"), "x");
        Files.createSymbolicLink(folder.resolve("plain/link"), folder.resolve("kept"));
        more("plain");
        browser.click("#entry-delete");
        browser.click("#remove-form [type=submit]");
        browser.awaitText("#remove-problem", "This folder is not empty");
        browser.click("#remove-contents");
        browser.click("#remove-form [type=submit]");
        awaitRows("kept");
        assertThat(elsewhere).as("the target of a link in the folder").hasContent("not of the folder");

        browser.open("#files/web-1" + folder + "/nowhere");
        browser.awaitText("#files-problem", "There is no " + folder + "/nowhere");
    }

    @Test
    void permissionsAreSetByCheckboxesOrInOctal() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        show(folder);
        more("file");
        browser.click("#permissions summary");
        assertThat(browser.await("#permission-octal").getAttribute("value")).isEqualTo("640");
        browser.click("[aria-label='Owner: execute']");
        assertThat(browser.await("#permission-octal").getAttribute("value")).isEqualTo("740");
        browser.click("#permissions-form button");
        browser.awaitText(row("file"), "rwxr-----");

        more("file");
        browser.click("#permissions summary");
        browser.type("#permission-octal", "604" + Keys.ENTER);
        browser.awaitText(row("file"), "rw----r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw----r--");
    }

    // ---- several entries ----

    @Test
    void aLargeFolderIsSortedFilteredAndSelectedFromTheKeyboard() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(folder.resolve("file" + i));
        }
        Files.writeString(folder.resolve("file7"), "longest");
        Files.createDirectory(folder.resolve("zoo"));
        show(folder);
        browser.awaitText("#entry-count", "3,001 entries");
        assertThat(browser.driver().findElements(By.cssSelector("#entries tr")).stream().limit(4).map(row -> row.getAttribute("data-name")))
                .containsExactly("zoo", "file0", "file1", "file2");
        assertThat(browser.driver().findElements(By.cssSelector("#entries tr"))).as("only rows in view are elements").hasSizeLessThan(150);
        assertThat(browser.await(row("file0")).getSize().height).isEqualTo(28);
        browser.picture("files-large");

        browser.click("[data-column=size] button");
        browser.click("[data-column=size] button");
        browser.until("the largest file is the first", page -> "file7".equals(browser.driver().findElements(By.cssSelector("#entries tr")).get(1).getAttribute("data-name")));
        assertThat(browser.await("[data-column=size]").getAttribute("aria-sort")).isEqualTo("descending");
        browser.click("[data-column=name] button");
        browser.script("document.querySelector('#rows').focus()");
        press(Keys.END);
        browser.until("the last entry has the focus", page -> browser.driver().switchTo().activeElement().getText().equals("file2999"));
        press(Keys.ARROW_UP);
        press(Keys.SPACE);
        browser.awaitText("#selection-text", "1 entry selected, 0 B");
        assertThat(browser.await(row("file2998")).getAttribute("aria-selected")).isEqualTo("true");

        browser.type("#files-filter", "FILE299");
        browser.awaitText("#entry-count", "11 of 3,001 entries");
        press(Keys.TAB);
        browser.script("document.querySelector('#rows').focus()");
        press(Keys.chord(Keys.CONTROL, "a"));
        browser.awaitText("#selection-text", "11 entries selected");
        press(Keys.DELETE);
        browser.click("#remove-form [type=submit]");
        browser.awaitText("#entry-count", "0 of 2,990 entries");
        assertThat(names()).hasSize(2990).doesNotContain("file299", "file2990");
    }

    @Test
    void entriesAreMovedByDragAndDropOrInADialog() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        for (String name : new String[] {"a", "b", "c", "target/a", "target/b"}) {
            Files.writeString(folder.resolve(name), name);
        }
        show(folder);
        browser.script("""
                const transfer = new DataTransfer();
                const over = (element, what) => element.dispatchEvent(new DragEvent(what, { dataTransfer: transfer, bubbles: true, cancelable: true }));
                const row = (name) => document.querySelector('#entries [data-name=' + name + ']');
                over(row('c'), 'dragstart');
                over(row('target'), 'drop');
                """);
        browser.awaitText("#carry-what", "Move c");
        assertThat(browser.await("#carry-folder").getAttribute("value")).isEqualTo(target.toString());
        browser.click("#carry-yes");
        awaitRows("target", "a", "b");
        assertThat(target.resolve("c")).hasContent("c");

        browser.click(row("a") + "input");
        browser.click(row("b") + "input");
        browser.click("#selection-move");
        browser.type("#carry-folder", target.toString());
        browser.click("#carry-yes");
        browser.awaitText("#conflict-what", "a exists already");
        assertThat(browser.text("#conflict-facts")).contains("There", "8 B", "New", "1 B");
        browser.picture("files-conflict");
        browser.click("#conflict-all");
        browser.click("#conflict-replace");
        awaitRows("target");
        assertThat(target.resolve("a")).hasContent("a");
        assertThat(target.resolve("b")).hasContent("b");
    }

    @Test
    void aTextIsEditedUnlessSomebodyHasChangedItMeanwhile() throws Exception {
        Path file = Files.writeString(folder.resolve("settings.conf"), "port = 80\r\nhost = a\r\n");
        show(folder);
        more("settings.conf");
        browser.click("#entry-edit");
        browser.awaitText("#editor-state", "line ends CRLF");
        browser.await("#editor-text").sendKeys("# mine\n");
        press(Keys.chord(Keys.CONTROL, "s"));
        browser.awaitText("#editor-state", "saved");
        assertThat(file).satisfies(Content.exactly("# mine\r\nport = 80\r\nhost = a\r\n".getBytes(StandardCharsets.US_ASCII)));

        Files.writeString(file, "of another\n");
        browser.await("#editor-text").sendKeys("more");
        browser.click("#editor-save");
        browser.awaitText("#editor-problem", "Somebody has changed the file");
        assertThat(browser.await("#editor-theirs").getAttribute("value")).isEqualTo("of another\n");
        browser.picture("files-editor-conflict");
        browser.type("#editor-other-name", "settings.mine" + Keys.ENTER);
        browser.awaitText("#editor-name", "settings.mine");
        assertThat(file).hasContent("of another\n");
        assertThat(folder.resolve("settings.mine")).content().startsWith("# mine\r\n").contains("more");

        browser.await("#editor-text").sendKeys("x");
        browser.click("#editor-close");
        browser.awaitText("#editor-state", "not saved");
        browser.click("#editor-discard");
        awaitClosed("#editor");
        awaitRows("settings.conf", "settings.mine");
    }

    // ---- phone ----

    @Test
    void aPhoneShowsFilesWithoutScrollingSideways() throws Exception {
        Files.createDirectory(folder.resolve("inner"));
        Files.writeString(folder.resolve("a-name-that-is-" + "very-".repeat(20) + "long.txt"), "some text\n");
        browser.becomeDarkPhone();
        try {
            show(folder);
            browser.await("#entries tr:nth-child(2)");
            browser.picture("phone-files-dark");
            assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
            browser.click("#entries tr:nth-child(2) .actions button:last-child");
            browser.awaitText("#entry-preview", "some text");
            browser.click("#permissions summary");
            browser.picture("phone-files-entry-dark");
            WebElement dialog = browser.await("#entry");
            assertThat(dialog.getSize().width).isLessThanOrEqualTo(390);
            assertThat(browser.script("const dialog = document.querySelector('#entry'); return dialog.scrollWidth <= dialog.clientWidth")).isEqualTo(true);
        } finally {
            browser.becomeDesktop();
        }
    }
}
