package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.function.Consumer;

/** Tells a client that has asked for it how long its call takes. How much is still to be done is not known. */
final class Progress {

    private Progress() {
    }

    /** A consumer of seconds. Does nothing if the request has no progress token. */
    static Consumer<Double> of(JSONRPCRequest request, SseStream stream) {
        Object token = request.params() instanceof Map<?, ?> parameters && parameters.get("_meta") instanceof Map<?, ?> meta
                ? meta.get("progressToken") : null;
        if (token == null) {
            return seconds -> { };
        }
        return seconds -> stream.sendMessage(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_PROGRESS,
                Map.of("progressToken", token, "progress", seconds, "message", "Waiting for the machine"))).block();
    }
}
