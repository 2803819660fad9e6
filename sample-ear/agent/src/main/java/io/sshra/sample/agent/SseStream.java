package io.sshra.sample.agent;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/**
 * The answer to one request, as server-sent events. Used by the thread of the request only. What is sent to a client that is gone is dropped:
 * that is no error of its conversation.
 */
final class SseStream implements McpStreamableServerTransport {

    private final HttpServletResponse response;
    private boolean gone;
    private BooleanSupplier unwanted = () -> false;

    SseStream(HttpServletResponse response) {
        this.response = response;
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
    }

    /** Sends a comment, which clients ignore, to see whether the client is still there. */
    boolean isClientThere() {
        write(":\n");
        return !gone;
    }

    /** Sends nothing more once this is true: the client has cancelled the request, and wants no answer. */
    void silentIf(BooleanSupplier condition) {
        unwanted = condition;
    }

    private void write(String text) {
        if (gone || unwanted.getAsBoolean()) {
            return;
        }
        try {
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        } catch (IOException e) {
            gone = true;
        }
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return sendMessage(message, null);
    }

    /** Events have no number: a client can't resume a stream, and asks again by the handle. */
    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
        return Mono.fromCallable(() -> {
            write("event: message\ndata: " + JsonRpc.MAPPER.writeValueAsString(message) + "\n\n");
            return null;
        });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return JsonRpc.MAPPER.convertValue(data, type);
    }

    /** The stream ends with the request. */
    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }
}
