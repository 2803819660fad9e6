package io.sshra.sample.agent;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionStream;
import io.sshra.SshConnectionFactory;
import io.sshra.SshNames;
import io.sshra.sample.oversight.AgentStoppedException;
import io.sshra.sample.oversight.Agents;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * MCP's streamable HTTP: POST has one message of the client, DELETE ends its conversation. There is no stream for GET, because the server says
 * nothing unasked. Each request has logged in before ({@link AgentLogin}); a conversation of another caller is like none.
 */
@WebServlet(urlPatterns = McpEndpoint.PATH, asyncSupported = true)
public class McpEndpoint extends HttpServlet {

    static final String PATH = "/mcp";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(McpEndpoint.class.getName());
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";
    private static final int LONGEST_BODY = 4 << 20;
    private static final int SWEEP_SECONDS = 60;
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Inject
    private transient Agents agents;

    @Resource
    private transient ManagedThreadFactory threads;

    @Resource
    private transient ManagedScheduledExecutorService timer;

    private final transient Conversations conversations = new Conversations(System::nanoTime);
    private final transient ConversationTransport transport = new ConversationTransport();
    private transient McpSyncServer server;
    private transient ScheduledFuture<?> sweeping;

    @Override
    public void init() {
        server = new ToolServer().on(transport);
        sweeping = timer.scheduleWithFixedDelay(conversations::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void destroy() {
        sweeping.cancel(false);
        conversations.close();
        server.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Allow", "POST, DELETE");
        JsonRpc.refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, JsonRpc.INVALID_REQUEST, "There is no stream to listen to. Use POST");
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Conversation conversation = conversation(request, response);
        if (conversation != null) {
            conversations.end(conversation);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accepted = String.valueOf(request.getHeader("Accept"));
        String version = request.getHeader(VERSION);
        if (!accepted.contains("*/*") && !(accepted.contains("application/json") && accepted.contains("text/event-stream"))) {
            JsonRpc.refuse(response, HttpServletResponse.SC_NOT_ACCEPTABLE, JsonRpc.INVALID_REQUEST,
                    "The header Accept has to have application/json and text/event-stream");
            return;
        }
        if (version != null && !ConversationTransport.VERSIONS.contains(version)) {
            JsonRpc.refuse(response, HttpServletResponse.SC_BAD_REQUEST, JsonRpc.INVALID_REQUEST,
                    "This revision of the protocol is not known here. Known are " + ConversationTransport.VERSIONS);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            JsonRpc.refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, JsonRpc.INVALID_REQUEST,
                    "The message is longer than " + LONGEST_BODY + " bytes");
            return;
        }
        JSONRPCMessage message = message(body);
        if (message == null) {
            JsonRpc.refuse(response, HttpServletResponse.SC_BAD_REQUEST, JsonRpc.PARSE_ERROR, "The body is not one JSON-RPC 2.0 message");
            return;
        }
        try {
            agents.refuseIfStopped(request.getRemoteUser());
            take(request, response, message);
        } catch (AgentStoppedException e) {
            refuse(message, response, e.getMessage());
        }
    }

    private static void refuse(JSONRPCMessage message, HttpServletResponse response, String why) throws IOException {
        if (message instanceof JSONRPCRequest asked) {
            JsonRpc.error(response, asked.id(), JsonRpc.STOPPED, why);
        } else {
            JsonRpc.refuse(response, HttpServletResponse.SC_FORBIDDEN, JsonRpc.STOPPED, why);
        }
    }

    private void take(HttpServletRequest request, HttpServletResponse response, JSONRPCMessage message) throws IOException {
        if (message instanceof JSONRPCRequest first && first.method().equals(McpSchema.METHOD_INITIALIZE)) {
            open(request, response, first);
        } else {
            Conversation conversation = conversation(request, response);
            if (conversation != null) {
                take(conversation, message, request, response);
            }
        }
    }

    /** Null if it is none. */
    private static JSONRPCMessage message(byte[] body) {
        try {
            JSONRPCMessage message = McpSchema.deserializeJsonRpcMessage(JsonRpc.MAPPER, new String(body, StandardCharsets.UTF_8));
            return message instanceof JSONRPCRequest request && (request.method() == null || !isId(request.id())) ? null : message;
        } catch (IOException | RuntimeException invalid) {
            // It is not specified what the SDK throws for which text.
            return null;
        }
    }

    private static boolean isId(Object id) {
        return id instanceof String || id instanceof Number;
    }

    /** The caller's own conversation that the request names; null if there is none, and the response says so. */
    private Conversation conversation(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = request.getHeader(SESSION);
        if (id == null) {
            JsonRpc.refuse(response, HttpServletResponse.SC_BAD_REQUEST, JsonRpc.INVALID_REQUEST, "The header " + SESSION + " is missing");
            return null;
        }
        Conversation conversation = conversations.of(id, request.getRemoteUser());
        if (conversation == null) {
            refuseUnknown(response);
        }
        return conversation;
    }

    private static void refuseUnknown(HttpServletResponse response) throws IOException {
        JsonRpc.refuse(response, HttpServletResponse.SC_NOT_FOUND, JsonRpc.NOT_FOUND, "There is no such conversation. Initialize a new one");
    }

    private void open(HttpServletRequest request, HttpServletResponse response, JSONRPCRequest message) throws IOException {
        try {
            InitializeRequest wish = JsonRpc.MAPPER.convertValue(message.params(), InitializeRequest.class);
            String caller = SshNames.user(request.getRemoteUser());
            McpStreamableServerSessionInit started = transport.start(wish);
            InitializeResult result = started.initResult().block(START_LIMIT);
            ClientOfAgent client = ClientOfAgent.of(message.params());
            conversations.add(new Conversation(started.session(), caller, client.opensPages(),
                    begun -> agents.begin(caller, client.name(), new ConversationSource(begun, conversations, threads)),
                    () -> new AgentSession(ssh, threads, caller), conversations.now()));
            response.setHeader(SESSION, started.session().getId());
            JsonRpc.answer(response, message.id(), result);
        } catch (Refusal e) {
            JsonRpc.error(response, message.id(), JsonRpc.TOO_MANY, e.getMessage());
        } catch (IllegalArgumentException e) {
            JsonRpc.error(response, message.id(), JsonRpc.INVALID_PARAMS, "The parameters of initialize are invalid");
        }
    }

    private void take(Conversation conversation, JSONRPCMessage message, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (message instanceof JSONRPCRequest asked) {
            begin(conversation, asked, request, response);
            return;
        }
        if (message instanceof JSONRPCNotification notification && "notifications/cancelled".equals(notification.method())
                && notification.params() instanceof Map<?, ?> parameters && parameters.get("requestId") != null) {
            conversation.cancel(parameters.get("requestId"));
        }
        // Other notifications, and responses to requests that the server never makes, change nothing.
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    /** Answers on a thread of its own: calls that wait would take all of those that the server has for requests, and keep everybody out. */
    private void begin(Conversation conversation, JSONRPCRequest request, HttpServletRequest http, HttpServletResponse response) throws IOException {
        SseStream stream = new SseStream(response);
        Call call = new Call(stream::isClientThere, Progress.of(request, stream));
        stream.silentIf(call::isUnwanted);
        try {
            conversation.begin(request.id(), call, conversations.now());
        } catch (Refusal e) {
            if (conversation.hasEnded()) {
                refuseUnknown(response);
            } else {
                JsonRpc.error(response, request.id(), JsonRpc.TOO_MANY, e.getMessage());
            }
            return;
        }
        AsyncContext exchange = http.startAsync();
        exchange.setTimeout(0);
        try {
            threads.newThread(() -> answer(conversation, request, call, stream, exchange)).start();
        } catch (RuntimeException | Error e) {
            conversation.finish(request.id(), conversations.now());
            exchange.complete();
            throw e;
        }
    }

    private void answer(Conversation conversation, JSONRPCRequest request, Call call, SseStream stream, AsyncContext exchange) {
        McpStreamableServerSessionStream answers = conversation.mcp().responseStream(stream);
        try {
            answers.handle(request).contextWrite(context -> context.put(McpTransportContext.KEY, ToolServer.context(conversation, call))).block();
        } catch (RuntimeException e) {
            // The SDK throws what it can't read.
            LOG.log(Level.DEBUG, "A request could not be answered", e);
            stream.sendMessage(JSONRPCResponse.error(request.id(), new JSONRPCError(JsonRpc.INVALID_PARAMS, "The parameters of the request are invalid"))).block();
        } finally {
            answers.releaseTransport();
            conversation.finish(request.id(), conversations.now());
            exchange.complete();
        }
    }
}
