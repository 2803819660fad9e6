package io.sshra.sample.console;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server-sent events of one visit, to each page that it has open. Used by several threads at once. */
final class LiveEvents {

    /** A page that has not read for so long is let go. */
    static final long PATIENCE_SECONDS = 10;

    /** One open page. */
    private record Page(SseEventSink sink, Sse sse) {

        CompletionStage<?> send(String name, Object data) {
            return sink.send(sse.newEventBuilder().name(name).mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(data).build());
        }
    }

    /** What the last event says. */
    public static class Ended {
        public int connectionsClosed;
    }

    private final List<Page> pages = new CopyOnWriteArrayList<>();

    void add(SseEventSink sink, Sse sse) {
        pages.add(new Page(sink, sse));
    }

    /** Waits until the pages have taken it, so that who has more to say is no faster than they read. */
    void send(String name, Object data) {
        List<CompletableFuture<?>> sent = pages.stream().<CompletableFuture<?>>map(page -> sent(page, name, data)).toList();
        sent.forEach(CompletableFuture::join);
    }

    /** Does not wait. */
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

    /** Says that the visit is over, and closes all. */
    void end(int connectionsClosed) {
        Ended ended = new Ended();
        ended.connectionsClosed = connectionsClosed;
        send("ended", ended);
        pages.forEach(page -> page.sink().close());
        pages.clear();
    }
}
