package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import io.sshra.SshException;

/** A tool. Thread-safe and without state: what belongs to a conversation is in it. */
interface AgentTool {

    /** What clients and models are told. */
    Tool description();

    /**
     * Answers a call.
     *
     * @throws SshException             what the adapter reports
     * @throws Refusal                  if the tool can't do what it was asked for
     * @throws IllegalArgumentException if a value of the API refuses an argument
     * @throws InterruptedException     if the server stops
     */
    Answer call(Conversation conversation, Call call, Arguments arguments) throws SshException, InterruptedException;

    /** What a tool does to a machine, as hints for clients. */
    enum Effect {
        /** It changes nothing. */
        READS,
        /** It adds, or changes what can be changed back. */
        CHANGES,
        /** It may destroy something: it runs what it is told. */
        DESTROYS
    }

    static Tool describe(String name, String title, Effect effect, String description, Schema arguments, Schema content) {
        ToolAnnotations hints = ToolAnnotations.builder().title(title).readOnlyHint(effect == Effect.READS)
                .destructiveHint(effect == Effect.DESTROYS).idempotentHint(effect == Effect.READS).openWorldHint(effect != Effect.READS).build();
        return Tool.builder(name, arguments.build()).title(title).description(description).annotations(hints).outputSchema(content.build()).build();
    }
}
