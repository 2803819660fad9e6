package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Content;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** A user of the console who uploads and downloads files. */
@Tag("long")
class TransfersInBrowserTest extends FilesPageTest {

    private static final int SLICE = 8 * 1024 * 1024;

    private static String transfer(String name, String state) {
        return ".transfer[data-name='" + name + "'][data-state='" + state + "'] ";
    }

    private static void awaitTransfer(String name, String state) {
        browser.await(transfer(name, state));
    }

    // ---- uploads ----

    /** @param files name and content of each */
    private static void drop(String... files) {
        browser.script("""
                const transfer = new DataTransfer();
                for (let i = 0; i < arguments[0].length; i += 2) {
                  transfer.items.add(new File([arguments[0][i + 1]], arguments[0][i], { lastModified: 1 }));
                }
                document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                """, List.of(files));
    }

    @Test
    void filesReplaceExistingOnesOnlyAfterConfirmation() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "old");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        show(folder);

        drop("secret", "new", "empty", "", "<b>\u00fc.txt", "content");
        browser.awaitText("#conflict", "secret exists already");
        browser.click("#conflict-keep");
        awaitRows("%3Cb%3E%C3%BC.txt", "empty", "secret");
        awaitTransfer("secret", "kept");
        assertThat(secret).hasContent("old");
        assertThat(folder.resolve("empty")).isEmptyFile();

        drop("secret", "new");
        browser.click("#conflict-replace");
        browser.until("the file is replaced", page -> "new".equals(content(secret)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).as("the permissions are unchanged").isEqualTo("rw-------");
        browser.until("no partial file is left", page -> names().noneMatch(name -> name.endsWith(".part")));

        Path from = Files.createDirectories(folder.resolve("from/site"));
        Path chosen = Files.writeString(from.resolve("chosen.txt"), "chosen");
        Files.writeString(Files.createDirectories(from.resolve("css")).resolve("a.css"), "in a");
        browser.driver().findElement(By.id("upload-files")).sendKeys(chosen.toString());
        browser.await(row("chosen.txt"));
        assertThat(folder.resolve("chosen.txt")).hasContent("chosen");
        browser.driver().findElement(By.id("upload-folder")).sendKeys(from.toString());
        awaitTransfer("a.css", "done");
        browser.until("the folder is there", page -> Files.exists(folder.resolve("site/css/a.css")) && Files.exists(folder.resolve("site/chosen.txt")));
        assertThat(folder.resolve("site/css/a.css")).hasContent("in a");
        browser.await(row("site"));
        browser.click("#dock-clear");
        browser.until("what is finished is cleared", page -> page.findElements(By.cssSelector(".transfer[data-state=done]")).isEmpty());
    }

    /** The page holds the second slice back, so that there is time to cancel. */
    @Test
    void aCancelledUploadIsResumedOrDiscarded() throws Exception {
        int size = SLICE + 2_000_000;
        show(folder);
        browser.script("""
                window.sent = [];
                const send = XMLHttpRequest.prototype.send;
                XMLHttpRequest.prototype.send = function (body) {
                  window.sent.push(body.size);
                  if (window.sent.length !== 2 && body.size !== 1) {
                    send.call(this, body);
                  }
                };
                window.drops = (name, size) => {
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([new Uint8Array(size).map((zero, i) => i % 251)], name, { lastModified: 1 }));
                  document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                };
                window.drops('large', arguments[0]);
                """, size);
        browser.until("one slice is sent", page -> Long.valueOf(2).equals(browser.script("return window.sent.length")));
        browser.awaitText(".transfer", "8.4 MB of 10.4 MB");
        assertThat(browser.script("return window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")).as("a reload is asked about").isEqualTo(false);
        assertThat(folder.resolve("large")).as("no incomplete file has the final name").doesNotExist();
        browser.picture("files-upload");

        browser.click(transfer("large", "running") + "button");
        awaitTransfer("large", "cancelled");
        browser.click(transfer("large", "cancelled") + "button");
        awaitTransfer("large", "done");

        assertThat(browser.script("return window.sent")).as("the first slice is sent once").isEqualTo(List.of((long) SLICE, 2_000_000L, 2_000_000L));
        byte[] expected = new byte[size];
        for (int i = 0; i < size; i++) {
            expected[i] = (byte) (i % 251);
        }
        assertThat(folder.resolve("large")).satisfies(Content.exactly(expected));
        awaitRows("large");

        browser.script("window.drops('left', arguments[0])", SLICE + 1);
        browser.until("its first slice is sent", page -> Long.valueOf(5).equals(browser.script("return window.sent.length")));
        assertThat(names()).anyMatch(name -> name.endsWith(".part"));
        browser.click(transfer("left", "running") + "button");
        browser.click(transfer("left", "cancelled") + ".row button:last-child");
        browser.until("the transfer is no longer listed", page -> page.findElements(By.cssSelector(".transfer[data-name=left]")).isEmpty());
        assertThat(names()).containsExactly("large");
    }

    @Test
    void anUploadGoesOnAfterAReload() throws Exception {
        Path large = Files.write(Files.createDirectory(folder.resolve("from")).resolve("large"), new byte[SLICE + 1]);
        Path into = Files.createDirectory(folder.resolve("into"));
        show(into);
        browser.script("""
                const send = XMLHttpRequest.prototype.send;
                XMLHttpRequest.prototype.send = function (body) {
                  if (body.size === 1) {
                    window.held = true;
                  } else {
                    send.call(this, body);
                  }
                };
                """);
        browser.driver().findElement(By.id("upload-files")).sendKeys(large.toString());
        browser.until("one slice is sent", page -> Boolean.TRUE.equals(browser.script("return window.held")));
        browser.script("window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true })");
        browser.driver().navigate().refresh();
        awaitTransfer("large", "reloaded");
        browser.driver().findElement(By.id("resume-files")).sendKeys(Files.writeString(folder.resolve("another"), "x").toString());
        browser.awaitText(transfer("large", "reloaded"), "Another file was chosen");
        browser.driver().findElement(By.id("resume-files")).sendKeys(large.toString());
        awaitTransfer("large", "done");
        assertThat(into.resolve("large")).hasSize(SLICE + 1);
        awaitRows("large");
    }

    // ---- between machines ----

    @Test
    void entriesGoToAnotherMachineByDragAndDropOrInADialog() throws Exception {
        Path from = Files.createDirectory(folder.resolve("from"));
        Path to = Files.createDirectory(folder.resolve("to"));
        Files.writeString(Files.createDirectory(from.resolve("site")).resolve("index.html"), "<h1>");
        Files.writeString(from.resolve("a"), "new");
        Files.writeString(to.resolve("a"), "old one");
        show(from);
        browser.await(row("site"));
        browser.script("""
                window.carried = new DataTransfer();
                window.drag = (element, what) => element.dispatchEvent(new DragEvent(what, { dataTransfer: window.carried, bubbles: true, cancelable: true }));
                window.drag(document.querySelector('#entries [data-name=site]'), 'dragstart');
                """);
        browser.await("[data-machine=web-2]");
        browser.picture("files-drag");
        browser.script("window.drag(document.querySelector('[data-machine=web-2]'), 'drop')");
        browser.awaitText("#carry-what", "Copy site");
        assertThat(browser.await("#carry-profile").getAttribute("value")).isEqualTo("web-2");
        browser.type("#carry-folder", to.toString());
        browser.click("#carry-yes");
        awaitTransfer("site", "done");
        assertThat(to.resolve("site/index.html")).hasContent("<h1>");

        browser.click(row("a") + "input");
        browser.click("#selection-copy");
        browser.script("document.querySelector('#carry-profile').value = 'web-2'");
        browser.type("#carry-folder", to.toString());
        browser.click("#carry-yes");
        browser.awaitText("#conflict-facts", "7 B");
        browser.click("#conflict-replace");
        awaitTransfer("a", "done");
        assertThat(to.resolve("a")).hasContent("new");

        // As if the answer to the request came after the events.
        browser.driver().executeAsyncScript("""
                const done = arguments[0];
                Promise.all([import('./downloads.js'), fetch('api/transfers').then((answer) => answer.json())]).then(([downloads, views]) => {
                  views.filter((view) => view.subject.name === 'a').forEach((view) => downloads.update({ ...view, revision: view.revision - 1, state: 'waiting' }));
                  done();
                });
                """);
        assertThat(browser.await(".transfer[data-name='a']").getAttribute("data-state")).isEqualTo("done");
    }

    // ---- downloads ----

    private static void downloadInto(Path target) {
        browser.driver().executeCdpCommand("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", target.toString()));
    }

    @Test
    void aFileIsDownloadedUnderItsOwnName() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path here = Files.createDirectory(folder.resolve("here"));
        byte[] content = new byte[3_000_000];
        new Random(2).nextBytes(content);
        Files.write(there.resolve("plain.bin"), content);
        shell("mv there/plain.bin \"$(printf 'there/gr\\303\\274\\303\\237e 1.bin')\"");
        downloadInto(here);
        show(there);
        browser.click(row("gr%C3%BC%C3%9Fe%201.bin") + ".actions button");

        awaitTransfer("gr\u00fc\u00dfe 1.bin", "done");
        browser.awaitText(".transfer", "3.0 MB of 3.0 MB");
        browser.until("the browser has the file", page -> here.toFile().list().length == 1 && !here.toFile().list()[0].endsWith(".crdownload"));
        browser.click("#folder-download");
        awaitTransfer("there.zip", "done");
        browser.until("the browser has the archive", page -> Files.exists(here.resolve("there.zip")));
        browser.picture("files-dock");
        shell("mv \"$(printf 'here/gr\\303\\274\\303\\237e 1.bin')\" here/got");
        assertThat(here.resolve("got")).satisfies(Content.exactly(content));
    }

    /** The machine is stopped meanwhile, so that there is time to cancel. */
    @Test
    void aDownloadIsCancelledEvenWhileItsMachineHangs() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path here = Files.createDirectory(folder.resolve("here"));
        try (RandomAccessFile large = new RandomAccessFile(there.resolve("huge").toFile(), "rw")) {
            // More than can be in transit at any time.
            large.setLength(4L << 30);
        }
        downloadInto(here);
        show(there);
        browser.click(row("huge") + ".actions button");
        browser.until("some data has arrived", page -> Double.parseDouble(browser.await(transfer("huge", "running") + "progress").getAttribute("value")) > 0);
        console.first().suspendConnections();
        try {
            browser.click(transfer("huge", "running") + "button");
            awaitTransfer("huge", "cancelled");
        } finally {
            console.first().resumeConnections();
        }
        browser.click("#files-again");
        awaitRows("huge");
        assertThat(here.resolve("huge")).doesNotExist();
    }
}
