package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A user of the console's REST resources without a browser, from log-in to log-out. */
final class ConsoleClient implements AutoCloseable {

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build();
    private final ConsoleAddress console;
    private String token;

    ConsoleClient(ConsoleAddress console, DemoUsers.User user) throws IOException {
        this.console = console;
        token = field("token", call("POST", "session",
                "{\"user\": \"" + user.name() + "\", \"password\": \"" + user.password() + "\", \"limitSeconds\": 600}"));
    }

    /** A field of text of a JSON object. */
    static String field(String name, String json) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(field.find()).as(json).isTrue();
        return field.group(1);
    }

    private String call(String method, String path, String body) throws IOException {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }

    String get(String path) throws IOException {
        return call("GET", path, "");
    }

    String post(String path, String body) throws IOException {
        return call("POST", path, body);
    }

    /** Does not check the status. */
    HttpResponse<String> send(String method, String path, String body) throws IOException {
        return send(request(path).header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request of the user, to which the caller adds method and headers. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.address() + "api/" + path)).timeout(Patience.LIMIT);
        return token == null ? request : request.header("X-CSRF-Token", token);
    }

    /** Does not check the status. */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return http.send(request.build(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted during a request");
        }
    }

    /**
     * A request on a connection that the test can break. Java's HTTP client gives no control over that.
     *
     * @param moreHeaders each with a line break before it
     */
    Socket begun(String method, String path, String moreHeaders) throws IOException {
        URI address = URI.create(console.address() + "api/" + path);
        String cookie = cookies.getCookieStore().getCookies().stream().map(one -> one.getName() + "=" + one.getValue()).collect(Collectors.joining("; "));
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream().write((method + " " + address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())
                + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nCookie: " + cookie + "\r\nX-CSRF-Token: " + token
                + moreHeaders + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Runs a command on a profile and returns the console's result. */
    String run(String profile, String command) throws IOException, InterruptedException {
        String id = field("id", call("POST", "runs", "{\"profiles\": [\"" + profile + "\"], \"command\": \"" + command + "\", \"limitSeconds\": 60}"));
        Pattern ended = Pattern.compile("\\{[^{}]*\"id\":\"" + id + "\"[^{}]*}");
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher view = ended.matcher(call("GET", "runs", ""));
            assertThat(view.find()).isTrue();
            if (!view.group().contains("\"state\":\"running\"")) {
                return view.group();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(command + " did not end");
    }

    @Override
    public void close() throws IOException {
        call("DELETE", "session", "");
    }
}
