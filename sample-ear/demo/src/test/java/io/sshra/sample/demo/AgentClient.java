package io.sshra.sample.demo;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent's client, the MCP SDK's own, with one conversation. */
final class AgentClient implements AutoCloseable {

    private final List<ProgressNotification> progress = new CopyOnWriteArrayList<>();
    private final McpSyncClient mcp;

    /** @param authorization the header of this name */
    AgentClient(RunningConsole console, String authorization) {
        this(console.agentAddress(), authorization);
    }

    /** @param server where the server is, without the path */
    AgentClient(String server, String authorization) {
        mcp = McpClient.sync(HttpClientStreamableHttpTransport.builder(server).endpoint("/mcp")
                .addHttpRequestCustomizer((request, method, address, body, context) -> request.header("Authorization", authorization)).build())
                .requestTimeout(Patience.LIMIT).initializationTimeout(Patience.LIMIT).progressConsumer(progress::add).build();
        mcp.initialize();
    }

    /** An agent that acts for this user. */
    static AgentClient of(RunningConsole console, DemoUsers.User user) {
        return new AgentClient(console, bearer(console, user, "agent"));
    }

    static String bearer(RunningConsole console, DemoUsers.User user, String agent) {
        return "Bearer " + console.agents().token(user.name(), agent, Duration.ofHours(1));
    }

    McpSyncClient mcp() {
        return mcp;
    }

    List<ProgressNotification> progress() {
        return progress;
    }

    CallToolResult call(String tool, Map<String, Object> arguments) {
        return mcp.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    }

    /** The structured content of an answer that is no error. */
    Map<?, ?> ask(String tool, Map<String, Object> arguments) {
        CallToolResult result = call(tool, arguments);
        if (Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError(text(result));
        }
        return (Map<?, ?>) result.structuredContent();
    }

    static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }

    /** What the answer takes as JSON, in bytes. */
    static int size(CallToolResult result) {
        try {
            return McpJsonDefaults.getMapper().writeValueAsBytes(result).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the conversation as the protocol says, by DELETE. */
    @Override
    public void close() {
        mcp.closeGracefully();
    }
}
