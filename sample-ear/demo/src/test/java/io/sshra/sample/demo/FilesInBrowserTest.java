package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A user of the console's files. The test looks into the machine's folder directly. */
class FilesInBrowserTest extends BrowserTest {

    private static final int SLICE = 8 * 1024 * 1024;
    @TempDir
    private Path folder;

    @BeforeEach
    void logIn() {
        browser.logIn(console.alice());
    }

    @AfterEach
    void logOut() {
        browser.logOut();
    }

    private void show(Browser user, Path shown) {
        user.open("#files/web-1" + shown);
        user.awaitText("#crumbs [aria-current]", shown.getFileName().toString());
    }

    private static String row(String encodedName) {
        return "#entries [data-name='" + encodedName + "'] ";
    }

    private void more(String encodedName) {
        browser.click(row(encodedName) + ".actions button:last-child");
        browser.await("#entry[open]");
    }

    private void awaitRows(String... encodedNames) {
        browser.until("the folder has " + List.of(encodedNames), page -> page.findElements(By.cssSelector("#entries tr")).stream()
                .map(row -> row.getAttribute("data-name")).toList().equals(List.of(encodedNames)));
    }

    private void awaitClosed(String dialog) {
        browser.until(dialog + " is closed", page -> page.findElements(By.cssSelector(dialog + "[open]")).isEmpty());
    }

    /** Uses the shell, because its names are bytes and Java's are not. */
    private void shell(String command) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).directory(folder.toFile()).inheritIO().start();
        assertThat(shell.waitFor()).isZero();
    }

    private static void press(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    // ---- browsing ----

    @Test
    void foldersAreBrowsedAndAddressesAreKept() throws Exception {
        Files.createDirectories(folder.resolve("inner/deep"));
        Files.writeString(folder.resolve("Readme.txt"), "x".repeat(2500));
        Files.setPosixFilePermissions(folder.resolve("Readme.txt"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(folder.resolve("current"), Path.of("inner"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        shell("mkfifo pipe");
        show(browser, folder);

        awaitRows("inner", "current", "dangling", "pipe", "Readme.txt");
        assertThat(browser.text(row("Readme.txt"))).contains("2.5 kB").contains("rwxr-x---");
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
    }

    @Test
    void filesStartInTheStartFolderAndKeepThePlace() {
        browser.open("#files/web-1");
        browser.awaitText("#crumbs", Path.of(System.getProperty("user.home")).getFileName().toString());
        browser.until("the address names the folder", page -> page.getCurrentUrl().endsWith("#files/web-1" + System.getProperty("user.home")));
        show(browser, folder);
        browser.click("nav a[href='#run']");
        browser.click("nav a[href='#files']");
        browser.awaitText("#crumbs [aria-current]", folder.getFileName().toString());
        browser.script("const chooser = document.querySelector('#files-profile'); chooser.value = 'web-2'; chooser.dispatchEvent(new Event('change'))");
        browser.until("the other machine is shown", page -> page.getCurrentUrl().endsWith("#files/web-2" + System.getProperty("user.home")));
    }

    @Test
    void theBeginningOfAFileIsShownAsText() throws Exception {
        Files.writeString(folder.resolve("page.html"), "<script>document.title = 1</script>\n\u001b[31m\u202ered\n".repeat(4000));
        Files.write(folder.resolve("program"), new byte[] {'E', 'L', 'F', 0});
        show(browser, folder);

        browser.await(row("page.html") + "a").sendKeys(Keys.ENTER);
        browser.awaitText("#entry-preview pre", "<script>document.title = 1</script>\n\u241b[31m\\u202ered\n");
        assertThat(browser.text("#entry-preview")).contains("Only the first 64 KiB");
        assertThat(browser.driver().findElements(By.cssSelector("#entry-preview script"))).isEmpty();
        assertThat(browser.driver().getTitle()).isEqualTo("SSH console");
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
        show(browser, folder);
        for (Map.Entry<String, String> name : shown.entrySet()) {
            assertThat(browser.text(row(name.getKey()) + "a")).isEqualTo(name.getValue());
            browser.click(row(name.getKey()) + "a");
            browser.awaitText("#entry-preview pre", "content");
            assertThat(browser.text("#entry-name")).isEqualTo(name.getValue());
            browser.click("#entry-close");
            awaitClosed("#entry");
        }
        assertThat(browser.driver().findElements(By.cssSelector("#files img, #entry img"))).isEmpty();
        browser.picture("files-hostile");

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
        show(browser, folder);
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
        browser.click("#delete summary");
        browser.click("#delete-form button");
        browser.awaitText("#entry-problem", "This folder is not empty");
        browser.picture("files-delete");
        browser.click("#delete-contents");
        browser.click("#delete-form button");
        awaitRows("kept");
        assertThat(elsewhere).as("the target of a link in the folder").hasContent("not of the folder");
    }

    @Test
    void permissionsAreSetByCheckboxesOrInOctal() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        show(browser, folder);
        more("file");
        browser.click("#permissions summary");
        assertThat(browser.await("#permission-octal").getAttribute("value")).isEqualTo("640");
        browser.click("[aria-label='Owner: execute']");
        assertThat(browser.await("#permission-octal").getAttribute("value")).isEqualTo("740");
        browser.picture("files-permissions");
        browser.click("#permissions-form button");
        browser.awaitText(row("file"), "rwxr-----");

        more("file");
        browser.click("#permissions summary");
        browser.type("#permission-octal", "604" + Keys.ENTER);
        browser.awaitText(row("file"), "rw----r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw----r--");
    }

    @Test
    void refusalsOfTheMachineAreShown() {
        browser.open("#files/web-1" + folder + "/nowhere");
        browser.awaitText("#files-problem", "There is no " + folder + "/nowhere");
        // Not even root may do this.
        browser.open("#files/web-1/proc");
        more("1");
        browser.click("#permissions summary");
        browser.type("#permission-octal", "777" + Keys.ENTER);
        browser.awaitText("#entry-problem", "The machine does not permit this: /proc/1");
        browser.click("#entry-close");
    }

    @Test
    void anInvalidPathIsRefused() throws Exception {
        for (String none : List.of("%2500", "%25zz", "%C3%BC")) {
            HttpResponse<String> answer = http(api("files?profile=web-1&path=" + none), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(none).isEqualTo(400);
            assertThat(answer.body()).contains("The path is not percent-encoded");
        }
    }

    // ---- uploads ----

    /** @param files name and content of each */
    private void drop(String... files) {
        browser.script("""
                const transfer = new DataTransfer();
                for (let i = 0; i < arguments[0].length; i += 2) {
                  transfer.items.add(new File([arguments[0][i + 1]], arguments[0][i], { lastModified: 1 }));
                }
                document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                """, List.of(files));
    }

    private static void awaitTransfer(String state) {
        browser.await(".transfer[data-state='" + state + "']");
    }

    @Test
    void droppedFilesReplaceExistingOnesOnlyAfterConfirmation() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "old");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        show(browser, folder);

        drop("secret", "new", "empty", "", "<b>\u00fc.txt", "content");
        browser.awaitText("#replace", "secret exists already");
        browser.picture("files-replace");
        browser.click("#replace-no");
        awaitRows("%3Cb%3E%C3%BC.txt", "empty", "secret");
        browser.await(".transfer[data-state=kept]");
        assertThat(secret).hasContent("old");
        assertThat(folder.resolve("empty")).isEmptyFile();

        drop("secret", "new");
        browser.click("#replace-yes");
        browser.until("the file is replaced", page -> "new".equals(content(secret)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).as("the permissions are unchanged").isEqualTo("rw-------");
        browser.until("no partial file is left", page -> names().noneMatch(name -> name.endsWith(".part")));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Stream<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesCanBeChosenInTheBrowsersDialogToo() throws Exception {
        Path chosen = Files.writeString(Files.createDirectory(folder.resolve("from")).resolve("chosen.txt"), "chosen");
        Path into = Files.createDirectory(folder.resolve("into"));
        show(browser, into);
        browser.driver().findElement(By.id("upload-files")).sendKeys(chosen.toString());
        awaitRows("chosen.txt");
        assertThat(into.resolve("chosen.txt")).hasContent("chosen");
    }

    /** The page holds the third slice back, so that there is time to cancel. */
    @Test
    void aCancelledUploadCanBeResumed() throws Exception {
        int size = 2 * SLICE + SLICE / 2;
        show(browser, folder);
        browser.script("""
                window.sent = [];
                const send = XMLHttpRequest.prototype.send;
                XMLHttpRequest.prototype.send = function (body) {
                  window.sent.push(body.size);
                  if (window.sent.length !== 3) {
                    send.call(this, body);
                  }
                };
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(arguments[0]).map((zero, i) => i % 251)], 'large', { lastModified: 1 }));
                document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                """, size);
        browser.until("two slices are sent", page -> Long.valueOf(3).equals(browser.script("return window.sent.length")));
        browser.awaitText(".transfer", "16.8 MB of 21.0 MB");
        assertThat(folder.resolve("large")).as("no incomplete file has the final name").doesNotExist();
        browser.picture("files-upload");

        browser.click(".transfer button");
        awaitTransfer("cancelled");
        browser.click(".transfer button");
        awaitTransfer("done");

        assertThat(browser.script("return window.sent")).as("the third slice was not sent")
                .isEqualTo(List.of((long) SLICE, (long) SLICE, SLICE / 2L, SLICE / 2L));
        byte[] content = Files.readAllBytes(folder.resolve("large"));
        assertThat(content).hasSize(size);
        for (int i = 0; i < size; i++) {
            if (content[i] != (byte) (i % 251)) {
                throw new AssertionError("byte " + i + " is " + content[i]);
            }
        }
        awaitRows("large");
    }

    @Test
    void aCancelledUploadCanBeDiscarded() {
        show(browser, folder);
        browser.script("""
                const send = XMLHttpRequest.prototype.send;
                XMLHttpRequest.prototype.send = function (body) {
                  if (body.size === 1) {
                    window.held = true;
                  } else {
                    send.call(this, body);
                  }
                };
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(arguments[0])], 'large', { lastModified: 1 }));
                document.querySelector('#folder').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
                """, SLICE + 1);
        browser.until("one slice is sent", page -> Boolean.TRUE.equals(browser.script("return window.held")));
        assertThat(names()).hasSize(1).allMatch(name -> name.endsWith(".part"));
        browser.click(".transfer button");
        awaitTransfer("cancelled");
        browser.click(".transfer .row button:last-child");
        browser.until("the transfer is no longer listed", page -> page.findElements(By.cssSelector(".transfer")).isEmpty());
        assertThat(names()).isEmpty();
    }

    private String cookie() {
        return "JSESSIONID=" + browser.driver().manage().getCookieNamed("JSESSIONID").getValue();
    }

    private String token() {
        return (String) browser.driver().executeAsyncScript(
                "const done = arguments[0]; fetch('api/session').then((answer) => answer.json()).then((session) => done(session.token))");
    }

    private <T> HttpResponse<T> http(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws Exception {
        return HttpClient.newHttpClient().send(request.timeout(Patience.LIMIT).header("Cookie", cookie()).header("X-CSRF-Token", token()).build(), body);
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(console.address() + "api/" + path));
    }

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }

    private static long bytes(String json) {
        Matcher found = Pattern.compile("\"bytes\":(\\d+)").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return Long.parseLong(found.group(1));
    }

    /** A request that the test can interrupt; Java's HTTP client gives no control over that. */
    private Socket begun(String method, String path, String moreHeaders) throws IOException {
        URI address = URI.create(console.address() + "api/" + path);
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream().write((method + " " + address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())
                + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nCookie: " + cookie() + "\r\nX-CSRF-Token: " + token()
                + moreHeaders + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void anInterruptedSliceKeepsWhatHasArrived() throws Exception {
        byte[] content = new byte[1_000_000];
        new java.util.Random(1).nextBytes(content);
        String upload = "uploads?profile=web-1&size=1000000&modified=1&path=" + encoded(folder.resolve("broken"));
        try (Socket socket = begun("PUT", upload + "&offset=0", "\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000")) {
            socket.getOutputStream().write(content, 0, 600_000);
        }
        long[] there = {0};
        browser.until("a partial file exists", page -> {
            there[0] = state(upload);
            return there[0] > 0;
        });
        assertThat(there[0]).isLessThanOrEqualTo(600_000);
        // What was sent may still be arriving.
        assertThat(put(upload + "&offset=700000", content, 700_000).statusCode()).as("a gap is refused").isEqualTo(400);

        HttpResponse<String> rest = put(upload + "&offset=" + there[0], content, (int) there[0]);

        assertThat(rest.body()).contains("\"complete\":true");
        assertThat(folder.resolve("broken")).hasBinaryContent(content);
    }

    /** Otherwise another user that may write to the folder could redirect the rest of the file. */
    @Test
    void aPartialFileThatBecameALinkIsNotFollowed() throws Exception {
        byte[] content = new byte[2000];
        String upload = "uploads?profile=web-1&size=2000&modified=1&path=" + encoded(folder.resolve("led"));
        assertThat(put(upload + "&offset=0", content, 1000).statusCode()).isEqualTo(200);
        Path victim = Files.writeString(folder.resolve("victim"), "x".repeat(1000));
        String part = names().filter(name -> name.endsWith(".part")).findFirst().orElseThrow();
        Files.delete(folder.resolve(part));
        Files.createSymbolicLink(folder.resolve(part), victim);

        for (int offset : List.of(1000, 0)) {
            HttpResponse<String> refused = put(upload + "&offset=" + offset, content, 1000);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        }
        assertThat(victim).hasContent("x".repeat(1000));
        assertThat(folder.resolve("led")).doesNotExist();
    }

    private long state(String upload) {
        try {
            return bytes(http(api(upload).GET(), HttpResponse.BodyHandlers.ofString()).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> put(String path, byte[] content, int from) throws Exception {
        return http(api(path).header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content, from, content.length - from)), HttpResponse.BodyHandlers.ofString());
    }

    // ---- downloads ----

    private void downloadInto(Path target) {
        browser.driver().executeCdpCommand("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", target.toString()));
    }

    @Test
    void aFileIsDownloadedUnderItsOwnName() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path here = Files.createDirectory(folder.resolve("here"));
        byte[] content = new byte[3_000_000];
        new java.util.Random(2).nextBytes(content);
        Files.write(there.resolve("plain.bin"), content);
        shell("mv there/plain.bin \"$(printf 'there/gr\\303\\274\\303\\237e 1.bin')\"");
        downloadInto(here);
        show(browser, there);
        browser.click(row("gr%C3%BC%C3%9Fe%201.bin") + ".actions button");

        awaitTransfer("done");
        browser.awaitText(".transfer", "3.0 MB of 3.0 MB");
        browser.picture("files-download");
        browser.until("the browser has the file", page -> here.toFile().list().length == 1 && !here.toFile().list()[0].endsWith(".crdownload"));
        shell("mv \"$(printf 'here/gr\\303\\274\\303\\237e 1.bin')\" here/got");
        assertThat(here.resolve("got")).hasBinaryContent(content);
    }

    /** More data than can be in transit at any time. */
    private static Path large(Path file) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(4L << 30);
        }
        return file;
    }

    /** The machine is stopped meanwhile, so that there is time to cancel. */
    @Test
    void aDownloadIsCancelledEvenWhileItsMachineHangs() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path here = Files.createDirectory(folder.resolve("here"));
        large(there.resolve("large"));
        downloadInto(here);
        show(browser, there);
        browser.click(row("large") + ".actions button");
        browser.until("some data has arrived", page -> Double.parseDouble(browser.await(".transfer progress").getAttribute("value")) > 0);
        console.first().suspendConnections();
        try {
            browser.click(".transfer button");
            awaitTransfer("cancelled");
        } finally {
            console.first().resumeConnections();
        }
        browser.click("#files-again");
        awaitRows("large");
        assertThat(here.resolve("large")).doesNotExist();
    }

    /** The client does not read meanwhile. */
    @Test
    void aBrowserSeesThatACancelledDownloadIsNotComplete() throws Exception {
        String path = begin(large(folder.resolve("large")));
        try (Socket socket = begun("GET", path, "")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            assertThat(http(api(path).header("Content-Type", "application/json").DELETE(), HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isLessThan(4L << 30);
        }
        assertThat(http(api(path), HttpResponse.BodyHandlers.discarding()).statusCode()).as("it can't be resumed").isEqualTo(404);
    }

    @Test
    void aDownloadThatTheBrowserInterruptsIsShown() throws Exception {
        String path = begin(large(folder.resolve("large")));
        try (Socket socket = begun("GET", path, "")) {
            socket.getInputStream().readNBytes(1000);
        }
        show(browser, folder);
        browser.awaitText(".transfer .state", "interrupted by the browser");
    }

    /** The path of a new download. */
    private String begin(Path file) throws Exception {
        String begun = http(api("downloads").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"profile\": \"web-1\", \"path\": \"" + file + "\"}")), HttpResponse.BodyHandlers.ofString()).body();
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(begun);
        assertThat(id.find()).as(begun).isTrue();
        return "downloads/" + id.group(1);
    }

    @Test
    void anInterruptedDownloadCanBeResumed() throws Exception {
        String path = begin(Files.writeString(folder.resolve("file"), "0123456789"));

        HttpResponse<String> whole = http(api(path), HttpResponse.BodyHandlers.ofString());
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().map()).containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("content-disposition", List.of("attachment; filename*=UTF-8''file"))
                .containsEntry("x-content-type-options", List.of("nosniff")).containsEntry("content-length", List.of("10"));
        String tag = whole.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> rest = http(api(path).header("Range", "bytes=4-").header("If-Range", tag), HttpResponse.BodyHandlers.ofString());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 4-9/10");
        assertThat(rest.body()).isEqualTo("456789");
        assertThat(http(api(path).header("Range", "bytes=4-").header("If-Range", "\"other\""), HttpResponse.BodyHandlers.ofString()).body())
                .as("changed content is not resumed").isEqualTo("0123456789");
        assertThat(http(api(path).header("Range", "bytes=10-"), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(416);
    }

    // ---- phone ----

    @Test
    void aPhoneShowsFilesWithoutScrollingSideways() throws Exception {
        Files.createDirectory(folder.resolve("inner"));
        Files.writeString(folder.resolve("a-name-that-is-" + "very-".repeat(20) + "long.txt"), "some text\n");
        try (Browser phone = new Browser(console.address())) {
            phone.becomeDarkPhone();
            phone.logIn(console.alice());
            show(phone, folder);
            phone.await("#entries tr:nth-child(2)");
            phone.picture("phone-files-dark");
            assertThat(phone.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
            phone.click("#entries tr:nth-child(2) .actions button:last-child");
            phone.awaitText("#entry-preview", "some text");
            phone.click("#permissions summary");
            phone.picture("phone-files-entry-dark");
            WebElement dialog = phone.await("#entry");
            assertThat(dialog.getSize().width).isLessThanOrEqualTo(390);
            assertThat(phone.script("const dialog = document.querySelector('#entry'); return dialog.scrollWidth <= dialog.clientWidth")).isEqualTo(true);
            phone.click("#entry-close");
            phone.logOut();
        }
    }
}
