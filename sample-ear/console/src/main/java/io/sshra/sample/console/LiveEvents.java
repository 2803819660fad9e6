package io.sshra.sample.console;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Sends the server-sent events of one visit to each of its open pages. Thread-safe. */
final class LiveEvents {

    /** A page that does not read for this long is dropped. */
    static final long PATIENCE_SECONDS = 10;

    /** One open page. */
    private record Page(SseEventSink sink, Sse sse) {

        CompletionStage<?> send(String name, Object data) {
            return sink.send(sse.newEventBuilder().name(name).mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(data).build());
        }
    }

    /** The content of the last event. */
    public static class Ended {
        public int connectionsClosed;
    }

    private final List<Page> pages = new CopyOnWriteArrayList<>();

    void add(SseEventSink sink, Sse sse) {
        pages.add(new Page(sink, sse));
    }

    /** Waits until the pages have received the event, so that the sender is no faster than they read. */
    void send(String name, Object data) {
        List<CompletableFuture<?>> sent = pages.stream().<CompletableFuture<?>>map(page -> sent(page, name, data)).toList();
        sent.forEach(CompletableFuture::join);
    }

    /** Sends an event without waiting. */
    void offer(String name, Object data) {
        pages.forEach(page -> sent(page, name, data));
    }

    private CompletableFuture<?> sent(Page page, String name, Object data) {
        if (page.sink().isClosed()) {
            pages.remove(page);
            return CompletableFuture.completedFuture(null);
        }
        return page.send(name, data).toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .handle((done, failure) -> {
                    if (failure != null) {
                        pages.remove(page);
                        page.sink().close();
                    }
                    return null;
                });
    }

    /** Tells all pages that the visit is over, and closes their streams. */
    void end(int connectionsClosed) {
        Ended ended = new Ended();
        ended.connectionsClosed = connectionsClosed;
        send("ended", ended);
        pages.forEach(page -> page.sink().close());
        pages.clear();
    }
}
