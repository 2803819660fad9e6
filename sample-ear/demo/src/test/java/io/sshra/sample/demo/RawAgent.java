package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A conversation of an agent without the SDK's client, which would send no invalid request, and reads its answers. */
final class RawAgent implements AutoCloseable {

    private static final String INITIALIZE = """
            {"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {},
             "clientInfo": {"name": "test", "version": "1"}}}""";
    private static final String ACCEPTED = "application/json, text/event-stream";
    /** As other programs write it: any character of Java can be sent then. */
    private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String authorization;
    private final String conversation;

    /** @param address where agents' requests go, without the path */
    RawAgent(String address, String authorization) throws IOException {
        this.address = URI.create(address + "/mcp");
        this.authorization = authorization;
        HttpResponse<String> opened = send("POST", INITIALIZE, null);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        conversation = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private HttpResponse<String> send(String method, String body, String session) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Patience.LIMIT).header("Content-Type", "application/json")
                .header("Accept", ACCEPTED).header("Authorization", authorization).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(method);
        }
    }

    private static String request(Object id, String tool, Object arguments) throws IOException {
        return JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", id, "method", "tools/call", "params", Map.of("name", tool, "arguments", arguments)));
    }

    /** The answer to a call: result or error. */
    JsonNode call(Object id, String tool, Object arguments) throws IOException {
        HttpResponse<String> response = send("POST", request(id, tool, arguments), conversation);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String body = response.body();
        return JSON.readTree(body.startsWith("{") ? body : body.substring(body.indexOf("data: {") + "data: ".length()).lines().findFirst().orElseThrow());
    }

    /** The structured content of an answer. */
    JsonNode ask(Object id, String tool, Object arguments) throws IOException {
        JsonNode answer = call(id, tool, arguments);
        assertThat(answer.at("/result/isError").asBoolean(true)).as(answer.toString()).isFalse();
        return answer.at("/result/structuredContent");
    }

    /** Calls on a connection of its own. Nobody reads the answer: whoever closes the connection is a client that dies. */
    Socket start(Object id, String tool, Object arguments) throws IOException {
        byte[] body = request(id, tool, arguments).getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream().write(("POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nAuthorization: " + authorization
                + "\r\nMcp-Session-Id: " + conversation + "\r\nContent-Type: application/json\r\nAccept: " + ACCEPTED + "\r\nContent-Length: " + body.length
                + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
        return socket;
    }

    /** Ends the conversation. */
    @Override
    public void close() throws IOException {
        send("DELETE", "", conversation);
    }
}
