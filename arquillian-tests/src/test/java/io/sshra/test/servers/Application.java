package io.sshra.test.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshErrorCode;
import io.sshra.test.servers.application.SshServlet;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Calls {@link SshServlet}, or what is in its place, in a server. */
final class Application {

    /** The resource reference of the definition that {@code docs/servers} configures. */
    static final String SSH = "ssh";
    /** The resource reference of a definition with {@link #PLACES} places. */
    static final String SMALL = "small";
    static final int PLACES = 2;

    /** HTTP/1.1: a connection upgraded to HTTP/2 would retain its first request in some servers, and with it the application. */
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;

    /** @param root the address of the application, with a slash at the end */
    Application(URI root) {
        this.root = root;
    }

    /** Whose connection, and to which machine. */
    record Key(String user, String session, String profile) {
        @Override
        public String toString() {
            return user + "/" + session + "/" + profile;
        }
    }

    /**
     * What came of it.
     *
     * @param exception the simple name of the class of the adapter's exception; null if there was none
     * @param code      its code; null if there was none
     * @param text      the answer, or the message of the exception
     */
    record Answer(String exception, SshErrorCode code, String text) {

        /** The text of a call that succeeded. */
        String ok() {
            assertThat(exception).as(text).isNull();
            return text;
        }

        /** The output of a command that succeeded. */
        String stdout() {
            assertThat(ok()).as("exit code and output").startsWith("0\n");
            return text.substring(2);
        }
    }

    /** Gets a connection of the server's shipped definition, runs a command that must succeed, closes the connection; returns the output. */
    String run(Key key, String command) {
        String answer = tryToRun(key, command).ok();
        assertThat(answer).as("a connection of its own").startsWith(key + "\n0\n");
        return answer.substring(key.toString().length() + 3);
    }

    /** The same, for a call that may fail. */
    Answer tryToRun(Key key, String command) {
        return tryToRun(SSH, key, command);
    }

    /** The same, with a connection of another definition. */
    Answer tryToRun(String on, Key key, String command) {
        return call("run", key(on, key), "command", command);
    }

    /** The same on this many threads at once, for a command without output. */
    void together(Key key, int count, String command) {
        assertThat(call("together", key(SSH, key), "count", String.valueOf(count), "command", command).ok()).isEqualTo((key + "\n0\n").repeat(count));
    }

    /** Gets a connection and keeps it. */
    Answer hold(String on, Key key, String name) {
        return call("hold", key(on, key), "name", name);
    }

    /** The same, on the thread of the servlet. */
    Answer take(String on, Key key, String name) {
        return call("take", key(on, key), "name", name);
    }

    /** The same, on a managed thread of the server. */
    Answer manage(String on, Key key, String name) {
        return call("manage", key(on, key), "name", name);
    }

    /** Runs a command on a connection that is kept. */
    Answer exec(String name, String command) {
        return call("exec", List.of(), "name", name, "command", command);
    }

    void close(String name) {
        call("close", List.of(), "name", name).ok();
    }

    /** Ends a session; returns how many connections it had. */
    int end(Key key) {
        return Integer.parseInt(call("end", key(SSH, key)).ok());
    }

    /** The session's connections. */
    List<String> open(Key key) {
        return call("open", key(SSH, key)).ok().lines().toList();
    }

    private static List<String> key(String on, Key key) {
        return List.of("on", on, "user", key.user(), "session", key.session(), "profile", key.profile());
    }

    private Answer call(String what, List<String> names, String... more) {
        StringBuilder query = new StringBuilder();
        for (List<String> part : List.of(names, List.of(more))) {
            for (int i = 0; i < part.size(); i += 2) {
                query.append('&').append(part.get(i)).append('=').append(URLEncoder.encode(part.get(i + 1), StandardCharsets.UTF_8));
            }
        }
        try {
            HttpResponse<String> response = http.send(HttpRequest.newBuilder(root.resolve("ssh/" + what + "?" + query)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            String first = response.body().substring(0, response.body().indexOf('\n'));
            String rest = response.body().substring(first.length() + 1);
            String[] words = first.split(" ");
            assertThat(words[0]).as(response.body()).isIn("ok", "failed");
            return words.length == 1 ? new Answer(null, null, rest)
                    : new Answer(words[1].substring(words[1].lastIndexOf('.') + 1), SshErrorCode.valueOf(words[2]), rest);
        } catch (IOException e) {
            throw new IllegalStateException(what + " at " + root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
