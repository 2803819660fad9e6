package io.sshra.sample.console;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
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

    /**
     * The content of the last event.
     *
     * @param connectionsClosed null if the visit has ended, or goes on, at another server
     */
    public record Ended(Integer connectionsClosed) {
    }

    private static final int MOST_TICKETS = 10;
    private static final int TICKET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Page> pages = new CopyOnWriteArrayList<>();
    /** Given out and not used yet, oldest first. */
    private final Deque<String> tickets = new ConcurrentLinkedDeque<>();

    /** Returns a ticket with which a page can subscribe once. Only the latest ones are valid. */
    String newTicket() {
        byte[] random = new byte[TICKET_BYTES];
        RANDOM.nextBytes(random);
        String ticket = HexFormat.of().formatHex(random);
        tickets.addLast(ticket);
        if (tickets.size() > MOST_TICKETS) {
            tickets.pollFirst();
        }
        return ticket;
    }

    /** @return whether it is a ticket of this visit, which can't be used again */
    boolean take(String ticket) {
        return ticket != null && tickets.remove(ticket);
    }

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

    /**
     * Tells all pages that the visit is over here, and closes their streams.
     *
     * @param connectionsClosed null if the visit has ended, or goes on, at another server
     */
    void end(Integer connectionsClosed) {
        send("ended", new Ended(connectionsClosed));
        pages.forEach(page -> page.sink().close());
        pages.clear();
    }
}
