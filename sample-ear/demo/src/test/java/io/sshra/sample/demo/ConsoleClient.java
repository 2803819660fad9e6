package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user of the console's REST resources without a browser, from log-in to log-out. */
final class ConsoleClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final ConsoleAddress console;
    private String token;

    ConsoleClient(ConsoleAddress console, DemoUsers.User user) throws IOException {
        this.console = console;
        token = field("token", call("POST", "session",
                "{\"user\": \"" + user.name() + "\", \"password\": \"" + user.password() + "\", \"limitSeconds\": 600}"));
    }

    private static String field(String name, String json) {
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

    /** Does not check the status. */
    HttpResponse<String> send(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.address() + "api/" + path)).timeout(Patience.LIMIT)
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("X-CSRF-Token", token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(path);
        }
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
