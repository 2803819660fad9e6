package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Connects the SDK's server with {@link McpEndpoint}. The SDK's own servlet is not used: it binds a session to no user, does not notice that a
 * client is gone or has cancelled a call, forgets a session when one of its answers can't be delivered, and answers with serialised exceptions.
 */
final class ConversationTransport implements McpStreamableServerTransportProvider {

    /** The revisions of the protocol that have this transport. */
    static final List<String> VERSIONS = List.of(ProtocolVersions.MCP_2025_03_26, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_11_25);

    /** Set once, while the server is built. */
    private volatile McpStreamableServerSession.Factory sessions;

    @Override
    public void setSessionFactory(McpStreamableServerSession.Factory factory) {
        sessions = factory;
    }

    McpStreamableServerSession.McpStreamableServerSessionInit start(InitializeRequest request) {
        return sessions.startSession(request);
    }

    @Override
    public List<String> protocolVersions() {
        return VERSIONS;
    }

    /** Nothing is sent to clients that have not asked: the tools never change. */
    @Override
    public Mono<Void> notifyClients(String method, Object parameters) {
        return Mono.empty();
    }

    /** {@link Conversations} ends them. */
    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }
}
