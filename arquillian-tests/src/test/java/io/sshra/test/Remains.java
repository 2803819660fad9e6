package io.sshra.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.AtOnce;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Asks {@link RemainsServlet} what is left in the server's JVM. Used on the client's side. */
final class Remains {

    /**
     * Callers must get their result within this time. It says nothing about speed; it is just far shorter than their time-outs.
     */
    static final Duration BOUND = Duration.ofMinutes(5);

    /** A connection upgraded to HTTP/2 would retain its first request, and with it that request's application. */
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The application {@link Archives#remains()} has been deployed just now. */
    void begin() throws Exception {
        occupy(RemainsServlet.THREADS);
        get("/remains/remains?what=begin");
    }

    /** Records the class loaders of the adapter and of the application {@code /tests}. */
    void remember() throws Exception {
        get("/remains/remains?what=remember");
    }

    List<String> state() throws Exception {
        return get("/remains/remains?what=state");
    }

    /** The lines of the answer of any application. */
    List<String> get(String path) throws Exception {
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + System.getProperty("wildfly.port.http") + path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().toList();
    }

    /** Gives this many threads of the container a task that belongs to no deployment under test. */
    private void occupy(int threads) throws Exception {
        AtOnce requests = new AtOnce();
        String meeting = UUID.randomUUID().toString();
        // More tasks than threads: some are handed to a waiting thread, some are taken from the queue.
        for (int i = 0; i < 4 * threads; i++) {
            requests.run(() -> get("/remains/remains?what=work&count=" + threads + "&meeting=" + meeting));
        }
        requests.await(BOUND);
    }

    /**
     * How many threads the container has created since {@link #begin}. Ask after the last undeployment, and before anything else: what comes
     * later gives threads to the application that asks, which retain nothing.
     */
    int born() throws Exception {
        return Integer.parseInt(get("/remains/remains?what=born").get(0));
    }

    /**
     * No class loader with this text in its name is left, except for those of the first tasks of threads that the container has
     * created.
     *
     * @param born from {@link #born}
     */
    void assertNoClassLoader(String name, int born) throws Exception {
        occupy(Integer.parseInt(get("/remains/remains?what=workers").get(0)));
        assertThat(get("/remains/remains?what=loaders")).filteredOn(loader -> loader.contains(name))
                .as("class loaders of undeployed archives, with %d threads that the container has created meanwhile", born)
                .hasSizeLessThanOrEqualTo(2 * born);
    }
}
