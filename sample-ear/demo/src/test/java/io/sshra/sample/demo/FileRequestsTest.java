package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.testing.RequiresOpenSsh;
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
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        await("a partial file exists").until(() -> {
            there[0] = state(upload);
            return there[0] > 0;
        });
        assertThat(there[0]).isLessThanOrEqualTo(600_000);
        // What was sent may still be arriving.
        assertThat(put(upload, content, 700_000).statusCode()).as("a gap is refused").isEqualTo(400);

        HttpResponse<String> rest = put(upload, content, (int) there[0]);

        assertThat(rest.body()).contains("\"complete\":true");
        assertThat(folder.resolve("broken")).hasBinaryContent(content);
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
            assertThat(alice.send("DELETE", path, "").statusCode()).isEqualTo(204);
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isLessThan(4L << 30);
        }
        assertThat(get(path).statusCode()).as("it can't be resumed").isEqualTo(404);
    }

    @Test
    void aDownloadThatTheBrowserInterruptsIsKnown() throws Exception {
        String path = begin(large(folder.resolve("large")));
        try (Socket socket = alice.begun("GET", path, "")) {
            socket.getInputStream().readNBytes(1000);
        }
        await().until(() -> alice.get("downloads"), all -> all.contains("\"state\":\"interrupted\""));
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
