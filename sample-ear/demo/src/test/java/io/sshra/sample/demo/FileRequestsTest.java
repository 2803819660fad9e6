package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Content;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The requests for files that a page makes, and those that it does not make. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class FileRequestsTest {

    private static ConsoleClient alice;

    @TempDir
    private Path folder;

    @BeforeAll
    static void logIn(RunningConsole console) throws IOException {
        alice = new ConsoleClient(console, console.alice());
    }

    @AfterAll
    static void logOut() throws IOException {
        alice.close();
    }

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Patience.LIMIT);
    }

    /** Does not check the status. */
    private static HttpResponse<String> get(String path) throws IOException {
        return alice.send(alice.request(path));
    }

    @Test
    void refusalsOfTheMachineAndInvalidPathsAreTold() throws Exception {
        HttpResponse<String> missing = get("files?profile=web-1&path=" + encoded(folder + "/nowhere"));
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("There is no " + folder + "/nowhere");
        // Not even root may do this.
        HttpResponse<String> refused = alice.send("POST", "files/permissions", "{\"profile\": \"web-1\", \"path\": \"/proc/1\", \"permissions\": \"rwxrwxrwx\"}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("The machine does not permit this: /proc/1");
        for (String none : List.of("%2500", "%25zz", "%C3%BC")) {
            HttpResponse<String> answer = get("files?profile=web-1&path=" + none);
            assertThat(answer.statusCode()).as(none).isEqualTo(400);
            assertThat(answer.body()).contains("The path is not percent-encoded");
        }
    }

    private static String json(String text) {
        return "\"" + text.replace("\n", "\\n").replace("\r", "\\r") + "\"";
    }

    // ---- listings ----

    @Test
    void aFolderIsListedLineByLineAndFreedOfAbandonedParts() throws Exception {
        for (int i = 0; i < 450; i++) {
            Files.createFile(folder.resolve("file" + i));
        }
        Path old = Files.createFile(folder.resolve(".upload-" + "0".repeat(32) + ".part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        Path recent = Files.createFile(folder.resolve(".upload-" + "1".repeat(32) + ".part"));

        List<String> lines = get("files?profile=web-1&path=" + encoded(folder)).body().lines().toList();

        assertThat(lines).as("the folder, the first entries, the others").hasSize(3);
        assertThat(lines.get(0)).isEqualTo("{\"path\":\"" + folder + "\"}");
        assertThat(lines.get(2)).contains("\"more\":false");
        assertThat(Pattern.compile("\"name\":").matcher(String.join("", lines)).results()).hasSize(451);
        assertThat(old).doesNotExist();
        assertThat(recent).exists();
        assertThat(get("files?profile=web-1&path=" + encoded(folder.resolve("file7"))).body()).contains("\"chosen\":{", "\"name\":\"file7\"");
    }

    // ---- text ----

    private static HttpResponse<String> save(Path file, String text, String version) throws IOException {
        return alice.send("POST", "files/text", "{\"profile\": \"web-1\", \"path\": " + json(file.toString()) + ", \"text\": " + json(text)
                + (version == null ? "" : ", \"version\": " + json(version)) + "}");
    }

    private static HttpResponse<String> text(Path file) throws IOException {
        return get("files/text?profile=web-1&path=" + encoded(file));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aTextIsSavedOnlyIfItIsTheOneThatWasRead() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "gr\u00fc\u00dfe\r\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        HttpResponse<String> read = text(link);
        assertThat(read.body()).contains("\"text\":" + json("gr\u00fc\u00dfe\r\n"), "\"size\":9");
        String version = ConsoleClient.field("version", read.body());

        HttpResponse<String> saved = save(link, "mine\r\n", version);
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
        assertThat(file).hasContent("mine\r\n");
        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwxr-x---");

        HttpResponse<String> refused = save(file, "of another\n", version);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("Somebody has changed the file", "\"text\":" + json("mine\r\n"));
        assertThat(file).hasContent("mine\r\n");
        assertThat(save(file, "new", null).statusCode()).as("it exists").isEqualTo(409);
        assertThat(save(folder.resolve("other"), "of another\n", null).statusCode()).isEqualTo(200);
        assertThat(folder.resolve("other")).hasContent("of another\n");
        assertThat(names()).containsExactly("file", "link", "other");
    }

    @Test
    void onlyTextThatAFieldCanHoldIsEdited() throws Exception {
        for (byte[] none : List.of("gr\u00fc".getBytes(StandardCharsets.ISO_8859_1), new byte[] {'a', 0, 'b'}, new byte[(1 << 20) + 1])) {
            assertThat(text(Files.write(folder.resolve("file"), none)).statusCode()).isEqualTo(400);
        }
        HttpResponse<String> longest = text(Files.write(folder.resolve("file"), "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII)));
        assertThat(longest.statusCode()).isEqualTo(200);
        assertThat(save(folder.resolve("file"), "x".repeat((1 << 20) + 1), ConsoleClient.field("version", longest.body())).statusCode()).isEqualTo(400);
        assertThat(names()).containsExactly("file");
    }

    // ---- selections ----

    private String selection(String what, String more, String... names) throws IOException {
        return alice.post(what, "{\"profile\": \"web-1\", \"folder\": " + json(folder.toString()) + ", \"names\": [\"" + String.join("\", \"", names) + "\"]" + more + "}");
    }

    @Test
    void aFailureOfOneEntryDoesNotKeepTheOthersFromWhatIsDone() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        for (String name : List.of("a", "b", "target/b")) {
            Files.writeString(folder.resolve(name), "content of " + name);
        }
        Files.writeString(Files.createDirectory(folder.resolve("full")).resolve("file"), "x");
        assertThat(selection("selections/existing", "", "a", "none")).contains("\"name\":\"a\"", "\"size\":12").doesNotContain("none");

        String to = ", \"target\": " + json(target.toString());
        assertThat(selection("selections/move", to, "b", "a", "none")).contains("This name exists already", "There is no").doesNotContain("\"name\":\"a\"");
        assertThat(target.resolve("a")).hasContent("content of a");
        assertThat(target.resolve("b")).hasContent("content of target/b");
        assertThat(selection("selections/move", to + ", \"replaces\": true", "b")).isEqualTo("[]");
        assertThat(target.resolve("b")).hasContent("content of b");
        Files.createDirectory(folder.resolve("a"));
        Files.writeString(folder.resolve("b"), "y");
        assertThat(selection("selections/move", ", \"target\": " + json(folder.resolve("full").toString()) + ", \"replaces\": true", "b")).isEqualTo("[]");

        assertThat(selection("selections/delete", "", "full", "a")).contains("This folder is not empty").doesNotContain("\"name\":\"a\"");
        assertThat(selection("selections/delete", ", \"withContents\": true", "full", "target")).isEqualTo("[]");
        assertThat(names()).isEmpty();
        assertThat(alice.send("POST", "selections/delete", "{\"profile\": \"web-1\", \"folder\": " + json(folder.toString()) + ", \"names\": [\"..\"]}").statusCode()).isEqualTo(400);
    }

    @Test
    void severalEntriesComeAsOneArchive() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("site/css")).resolve("a.css"), "in a");
        Files.createSymbolicLink(folder.resolve("site/link"), Path.of("b"));
        Files.writeString(folder.resolve("b"), "in b");
        String begun = alice.post("downloads", "{\"profile\": \"web-1\", \"path\": " + json(folder.toString()) + ", \"names\": [\"site\", \"b\"]}");

        HttpResponse<byte[]> archive = alice.send(alice.request("downloads/" + ConsoleClient.field("id", begun)), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(archive.headers().firstValue("Content-Disposition")).hasValue("attachment; filename*=UTF-8''" + folder.getFileName() + ".zip");
        Map<String, String> content = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                content.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(content).containsOnly(Map.entry("site/", ""), Map.entry("site/css/", ""), Map.entry("site/css/a.css", "in a"), Map.entry("b", "in b"),
                Map.entry("LEFT-OUT.txt", "site/link: a link to b\n"));
        assertThat(alice.get("transfers")).contains("\"bytes\":8,", "\"files\":2,", "\"leftOut\":1,", "\"state\":\"done\"");
    }

    /** The list of transfers from this one's id to the next one's. */
    private static String transfer(String id) throws IOException {
        String here = alice.get("transfers").split(id, 2)[1];
        return here.split("\"id\":", 2)[0];
    }

    @Test
    void filesAndFoldersGoFromOneMachineToAnother() throws Exception {
        Path site = Files.createDirectories(folder.resolve("from/site/css"));
        Path script = Files.writeString(site.resolve("script"), "run");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
        Path to = Files.createDirectory(folder.resolve("to"));
        String request = "{\"profile\": \"web-1\", \"folder\": " + json(folder.resolve("from").toString()) + ", \"names\": [\"site\"], \"toProfile\": \"web-%s\", \"toFolder\": %s}";

        String id = ConsoleClient.field("id", alice.post("transfers", request.formatted("2", json(to.toString()))));

        await().until(() -> transfer(id), transfer -> transfer.contains("\"state\":\"done\""));
        assertThat(to.resolve("site/css/script")).hasContent("run");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("site/css/script")))).isEqualTo("rwxr-x---");
        assertThat(alice.send("DELETE", "transfers/" + id, "").statusCode()).isEqualTo(204);
        assertThat(alice.get("transfers")).doesNotContain(id);
        assertThat(alice.send("POST", "transfers", request.formatted("1", json(site.toString()))).statusCode()).as("into itself").isEqualTo(400);
        assertThat(alice.send("POST", "transfers", request.formatted("2", json(folder + "/none"))).statusCode()).isEqualTo(404);
    }

    // ---- uploads ----

    private static long state(String upload) throws IOException {
        Matcher found = Pattern.compile("\"bytes\":(\\d+)").matcher(alice.get(upload));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static HttpResponse<String> put(String upload, byte[] content, int from) throws IOException {
        return alice.send(alice.request(upload + "&offset=" + from).header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content, from, content.length - from)));
    }

    @Test
    void anInterruptedSliceKeepsWhatHasArrived() throws Exception {
        byte[] content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        String upload = "uploads?profile=web-1&size=1000000&modified=1&path=" + encoded(folder.resolve("broken"));
        try (Socket socket = alice.begun("PUT", upload + "&offset=0", "\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000000")) {
            socket.getOutputStream().write(content, 0, 600_000);
        }
        long[] there = {0};
        await().alias("a partial file exists").until(() -> {
            there[0] = state(upload);
            return there[0] > 0;
        });
        assertThat(there[0]).isLessThanOrEqualTo(600_000);
        // What was sent may still be arriving.
        assertThat(put(upload, content, 700_000).statusCode()).as("a gap is refused").isEqualTo(400);

        HttpResponse<String> rest = put(upload, content, (int) there[0]);

        assertThat(rest.body()).contains("\"complete\":true");
        assertThat(folder.resolve("broken")).satisfies(Content.exactly(content));
    }

    /** Otherwise another user that may write to the folder could redirect the rest of the file. */
    @Test
    void aPartialFileThatBecameALinkIsNotFollowed() throws Exception {
        byte[] content = new byte[2000];
        String upload = "uploads?profile=web-1&size=2000&modified=1&path=" + encoded(folder.resolve("led"));
        HttpResponse<String> first = alice.send(alice.request(upload + "&offset=0").header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content, 0, 1000)));
        assertThat(first.statusCode()).isEqualTo(200);
        Path victim = Files.writeString(folder.resolve("victim"), "x".repeat(1000));
        Path part;
        try (Stream<Path> files = Files.list(folder)) {
            part = files.filter(file -> file.toString().endsWith(".part")).findFirst().orElseThrow();
        }
        Files.delete(part);
        Files.createSymbolicLink(part, victim);

        for (int offset : List.of(1000, 0)) {
            HttpResponse<String> refused = put(upload, content, offset);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        }
        assertThat(victim).hasContent("x".repeat(1000));
        assertThat(folder.resolve("led")).doesNotExist();
    }

    // ---- downloads ----

    /** More data than can be in transit at any time. */
    private static Path large(Path file) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(4L << 30);
        }
        return file;
    }

    /** The path of a new download. */
    private static String begin(Path file) throws IOException {
        return "downloads/" + ConsoleClient.field("id", alice.post("downloads", "{\"profile\": \"web-1\", \"path\": \"" + file + "\"}"));
    }

    /** The client does not read meanwhile. */
    @Test
    void aBrowserSeesThatACancelledDownloadIsNotComplete() throws Exception {
        String path = begin(large(folder.resolve("large")));
        try (Socket socket = alice.begun("GET", path, "")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            assertThat(alice.send("DELETE", path.replace("downloads", "transfers"), "").statusCode()).isEqualTo(204);
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isLessThan(4L << 30);
        }
        assertThat(get(path).statusCode()).as("it can't be resumed").isEqualTo(404);
    }

    /** It has no size before its end. So a part of it must not look like a whole one. */
    @Test
    void anArchiveThatIsCancelledHasNoEnd() throws Exception {
        large(folder.resolve("large"));
        String id = ConsoleClient.field("id", alice.post("downloads", "{\"profile\": \"web-1\", \"path\": " + json(folder.toString()) + ", \"names\": [\"large\"]}"));
        try (Socket socket = alice.begun("GET", "downloads/" + id, "\r\nConnection: close")) {
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            await().until(() -> transfer(id), transfer -> transfer.contains("\"state\":\"running\""));
            assertThat(alice.send("DELETE", "transfers/" + id, "").statusCode()).isEqualTo(204);
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("PK\u0005\u0006");
        }
        assertThat(transfer(id)).contains("\"state\":\"cancelled\"");
    }

    @Test
    void aCopyToAnotherMachineThatIsCancelledLeavesNothing() throws Exception {
        large(folder.resolve("large"));
        Path to = Files.createDirectory(folder.resolve("to"));
        String id = ConsoleClient.field("id", alice.post("transfers", "{\"profile\": \"web-1\", \"folder\": " + json(folder.toString())
                + ", \"names\": [\"large\"], \"toProfile\": \"web-2\", \"toFolder\": " + json(to.toString()) + "}"));
        await().alias("it runs").until(() -> {
            try (Stream<Path> parts = Files.list(to)) {
                return parts.findAny().isPresent();
            }
        });
        assertThat(alice.send("DELETE", "transfers/" + id, "").statusCode()).isEqualTo(204);
        await().alias("the part is deleted").until(() -> {
            try (Stream<Path> parts = Files.list(to)) {
                return parts.findAny().isEmpty();
            }
        });
        assertThat(transfer(id)).contains("\"state\":\"cancelled\"");
    }

    @Test
    void aDownloadThatTheBrowserInterruptsIsKnown() throws Exception {
        String path = begin(large(folder.resolve("large")));
        try (Socket socket = alice.begun("GET", path, "")) {
            socket.getInputStream().readNBytes(1000);
        }
        await().until(() -> alice.get("transfers"), all -> all.contains("\"state\":\"interrupted\""));
    }

    @Test
    void anInterruptedDownloadCanBeResumed() throws Exception {
        String path = begin(Files.writeString(folder.resolve("file"), "0123456789"));

        HttpResponse<String> whole = get(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().map()).containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("content-disposition", List.of("attachment; filename*=UTF-8''file"))
                .containsEntry("x-content-type-options", List.of("nosniff")).containsEntry("content-length", List.of("10"));
        String tag = whole.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> rest = alice.send(alice.request(path).header("Range", "bytes=4-").header("If-Range", tag));
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 4-9/10");
        assertThat(rest.body()).isEqualTo("456789");
        assertThat(alice.send(alice.request(path).header("Range", "bytes=4-").header("If-Range", "\"other\"")).body())
                .as("changed content is not resumed").isEqualTo("0123456789");
        assertThat(alice.send(alice.request(path).header("Range", "bytes=10-")).statusCode()).isEqualTo(416);
    }
}
