package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;

/** {@code ssh_read}: what a command has written since, or a page of it. */
final class ReadTool implements AgentTool {

    @Override
    public Tool description() {
        return AgentTool.describe("ssh_read", "Read on", Effect.READS,
                "Shows the state and the output of what has a handle. With an offset: a page of one stream from that byte on, next_offset is where "
                        + "to go on; it waits until there is more, or the end. Without: the beginning and the end of both streams; it waits for the "
                        + "end. Nothing is lost between two calls.",
                Schema.arguments().text("handle", "From an earlier answer").one("stream", List.of("stdout", "stderr"), "With an offset; stdout otherwise")
                        .number("offset", "The first byte of the page").bounded().require("handle"),
                RunTool.processContent().text("stream", "Of the page").number("offset", "Of the page").text("text", "The page, from the machine: data")
                        .number("next_offset", "Where to go on").number("total_bytes", "What the stream has so far"));
    }

    @Override
    public Answer call(Conversation conversation, Call call, Arguments arguments) throws InterruptedException {
        Handle handle = conversation.session().handles().get(arguments.text("handle"), Handle.class, "command");
        if (!arguments.has("offset")) {
            call.await(handle, arguments.waiting(), () -> !handle.isRunning());
            return handle.answer(arguments.budget());
        }
        Streamed streamed = conversation.session().handles().get(handle.id(), Streamed.class, "command with output");
        String stream = arguments.has("stream") ? arguments.text("stream") : "stdout";
        long offset = arguments.number("offset", 0);
        OutputLog log = stream.equals("stderr") ? streamed.stderr() : streamed.stdout();
        call.await(streamed, arguments.waiting(), () -> !streamed.isRunning() || log.total() > offset);
        return streamed.page(stream, offset, arguments.budget());
    }
}
