package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/**
 * The WebSocket of one terminal; there is one instance for each. Text messages of the page are requests ({@link Request}), and its
 * binary messages are the input. The shell's output goes to the page in binary messages; the page decodes it.
 */
@ServerEndpoint("/terminal")
public class TerminalEndpoint {

    private static final Jsonb JSON = JsonbBuilder.create();

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private Visits visits;

    private volatile Terminal terminal;

    /** The first request opens the shell and has a token; later ones change the size. */
    public record Request(String token, String profile, boolean recorded, int columns, int rows) {
    }

    @OnMessage
    public void request(String message, Session socket) throws IOException, SshException {
        Request request = parsed(message);
        if (request == null) {
            refuse(socket);
        } else if (terminal != null) {
            terminal.resize(request.columns(), request.rows());
        } else {
            // A page of another site can open a socket with the user's cookie, but does not know the token.
            Visit visit = visits.open(request.token());
            if (visit == null || socket.getUserPrincipal() == null || !socket.getUserPrincipal().getName().equals(visit.user())) {
                refuse(socket);
                return;
            }
            terminal = new Terminal(visit, ssh, socket, request);
            threads.newThread(terminal).start();
        }
    }

    private static Request parsed(String message) {
        try {
            return JSON.fromJson(message, Request.class);
        } catch (JsonbException e) {
            return null;
        }
    }

    private static void refuse(Session socket) throws IOException {
        socket.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "The request is not from this page"));
    }

    @OnMessage
    public void typed(byte[] keys) throws IOException {
        if (terminal != null) {
            terminal.type(keys);
        }
    }

    /** The page was closed, or its connection was lost. */
    @OnClose
    public void close() {
        if (terminal != null) {
            terminal.close();
        }
    }
}
