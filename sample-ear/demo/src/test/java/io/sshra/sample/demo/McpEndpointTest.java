package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server for agents answers over HTTP, also to clients that do not keep to the protocol. */
@RequiresOpenSsh
@ExtendWith(RunningConsole.Shared.class)
class McpEndpointTest {

    private static final String INITIALIZE = """
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {},
             "clientInfo": {"name": "test", "version": "1"}}}""";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningConsole console;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> opened = new HashMap<>();
    private final String alice;
    private final String bob;

    McpEndpointTest(RunningConsole console) {
        this.console = console;
        alice = AgentClient.bearer(console, console.alice(), "agent");
        bob = AgentClient.bearer(console, console.bob(), "agent");
    }

    private HttpRequest.Builder request(String authorization, String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.agentAddress() + "/mcp")).timeout(Patience.LIMIT)
                .header("Content-Type", "application/json").header("Accept", "application/json, text/event-stream");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String method, String body) throws Exception {
        return http.send(request.method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String authorization, String session, String body) throws Exception {
        return send(request(authorization, session), "POST", body);
    }

    /** The name of a new conversation. */
    private String open(String authorization) throws Exception {
        return open(authorization, INITIALIZE);
    }

    private String open(String authorization, String initialize) throws Exception {
        HttpResponse<String> response = post(authorization, null, initialize);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String session = response.headers().firstValue("Mcp-Session-Id").orElseThrow();
        opened.put(session, authorization);
        return session;
    }

    /** Each caller may have some conversations only. */
    @AfterEach
    void endConversations() throws Exception {
        for (Map.Entry<String, String> conversation : opened.entrySet()) {
            send(request(conversation.getValue(), conversation.getKey()), "DELETE", "");
        }
    }

    private static String call(int id, String tool, Map<String, Object> arguments) throws IOException {
        return new JacksonMcpJsonMapper(JSON).writeValueAsString(Map.of("jsonrpc", "2.0", "id", id, "method", "tools/call",
                "params", Map.of("name", tool, "arguments", arguments)));
    }

    /**
     * Runs a program that writes its process number to a file, and goes on until it is ended, also by the end of its channel: OpenSSH delivers no
     * signals to commands of root.
     */
    private static String endless(int id, Path pid) throws IOException {
        return call(id, "ssh_run", Map.of("profile", "web-1", "wait", 300, "command",
                "echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; while echo running; do sleep 0.2; done"));
    }

    private static ProcessHandle process(Path pid) throws IOException {
        await().atMost(Patience.LIMIT).until(() -> Files.exists(pid));
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    private static void assertNoInsides(HttpResponse<String> response) {
        assertThat(response.body()).doesNotContain("Exception", "stackTrace", "java.", "io.modelcontextprotocol", "\tat ");
    }

    @Test
    void withoutALogInTheAnswerSaysWhereTheMetadataIs() throws Exception {
        HttpResponse<String> response = post(null, null, INITIALIZE);
        assertThat(response.statusCode()).isEqualTo(401);
        String metadata = console.agentAddress() + "/.well-known/oauth-protected-resource/mcp";
        assertThat(response.headers().allValues("WWW-Authenticate")).contains("Bearer resource_metadata=\"" + metadata + "\"");
        HttpResponse<String> document = http.send(HttpRequest.newBuilder(URI.create(metadata)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(document.body()).get("resource").asText()).isEqualTo(console.agentAddress() + "/mcp");
    }

    @Test
    void passwordsOfUsersLogInToo() throws Exception {
        String right = console.alice().name() + ":" + console.alice().password();
        assertThat(send(request(basic(right), null), "GET", "").statusCode()).as("logged in, and there is nothing to get").isEqualTo(405);
        assertThat(post(basic(console.alice().name() + ":wrong"), null, INITIALIZE).statusCode()).isEqualTo(401);
        assertThat(post("Basic !", null, INITIALIZE).statusCode()).isEqualTo(401);
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** WildFly would give both the identity stores of the one that was used first. */
    @Test
    void theConsoleAndAgentsLogInBesideEachOther() throws Exception {
        open(alice);
        try (ConsoleClient carol = new ConsoleClient(console, console.carol())) {
            assertThat(carol.get("session")).contains("\"administrator\":true");
        }
        assertThat(open(bob)).isNotBlank();
    }

    @Test
    void tokensThatAnotherKeyHasSignedOrThatAreOverAreRefused() throws Exception {
        String other = "Bearer " + new AgentKey().token("alice", "agent", Duration.ofHours(1));
        HttpResponse<String> refused = post(other, null, INITIALIZE);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.startsWith("Bearer error=\"invalid_token\""));
        assertThat(post("Bearer " + console.agents().token("alice", "agent", Duration.ofSeconds(-1)), null, INITIALIZE).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1"})
    void requestsOfOtherSitesAreRefused(String origin) throws Exception {
        HttpResponse<String> response = send(request(alice, null).header("Origin", origin), "POST", INITIALIZE);
        assertThat(response.statusCode()).isEqualTo(403);
        assertNoInsides(response);
    }

    @Test
    void aPageOfThisServerMayAsk() throws Exception {
        assertThat(send(request(alice, open(alice)).header("Origin", console.agentAddress()), "POST", "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"ping\"}")
                .statusCode()).isEqualTo(200);
    }

    @Test
    void anotherCallerHasNoConversationOfThisName() throws Exception {
        String session = open(alice);
        String list = "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}";
        assertThat(post(bob, session, list).statusCode()).isEqualTo(404);
        assertThat(post(AgentClient.bearer(console, console.alice(), "another agent"), session, list).statusCode()).isEqualTo(404);
        assertThat(send(request(bob, session), "DELETE", "").statusCode()).isEqualTo(404);
        assertThat(post(alice, session, list).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "3", "{\"jsonrpc\": \"2.0\"}", "{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"ping\"}",
            "[{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}]"})
    void bodiesThatAreNoMessageAreRefusedWithoutInsides(String body) throws Exception {
        HttpResponse<String> response = post(alice, open(alice), body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).get("error").get("code").asInt()).isNegative();
        assertNoInsides(response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"no/such\"}",
            "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\"}", "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\", \"params\": 7}",
            "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\", \"params\": {\"name\": \"none\"}}",
            "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\", \"params\": {\"name\": \"ssh_run\", \"arguments\": {\"profile\": 3}}}"})
    void requestsThatCanNotBeAnsweredGetAnErrorWithoutInsides(String body) throws Exception {
        HttpResponse<String> response = post(alice, open(alice), body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).containsPattern("\"error\":\\{|\"isError\":true");
        assertNoInsides(response);
    }

    @Test
    void whatTheTransportForbidsIsRefused() throws Exception {
        String list = "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}";
        String session = open(alice);
        assertThat(post(alice, null, list).statusCode()).isEqualTo(400);
        assertThat(post(alice, "none", list).statusCode()).isEqualTo(404);
        assertThat(send(request(alice, session).header("MCP-Protocol-Version", "1999-01-01"), "POST", list).statusCode()).isEqualTo(400);
        assertThat(send(request(alice, session).setHeader("Accept", "text/html"), "POST", list).statusCode()).isEqualTo(406);
        assertThat(send(request(alice, session), "GET", "").statusCode()).isEqualTo(405);
        assertThat(post(alice, session, " ".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    /** The error of the protocol, which says what will run and where a person decides. The client calls again then. */
    @Test
    void aClientThatOpensPagesIsAskedToOpenThatOfTheApproval() throws Exception {
        String session = open(alice, INITIALIZE.replace("\"capabilities\": {}", "\"capabilities\": {\"elicitation\": {\"url\": {}}}"));
        String body = post(alice, session, call(2, "ssh_run", Map.of("profile", "guarded", "command", "echo opened"))).body();
        JsonNode error = JSON.readTree(body.substring(body.indexOf("data: ") + "data: ".length())).get("error");
        assertThat(error.get("code").asInt()).isEqualTo(-32_042);
        assertThat(error.get("message").asText()).contains("A person has to decide", "exactly the same arguments");
        JsonNode elicitation = error.get("data").get("elicitations").get(0);
        assertThat(elicitation.get("mode").asText()).isEqualTo("url");
        assertThat(elicitation.get("url").asText()).isEqualTo(console.address() + "#approvals/" + elicitation.get("elicitationId").asText());
        assertThat(elicitation.get("message").asText()).contains("alice/agent", "echo opened");
    }

    @Test
    void deletingTheConversationEndsItsSshSessionAndWhatRuns(@TempDir Path folder) throws Exception {
        String session = open(alice);
        CompletableFuture<HttpResponse<String>> running = http.sendAsync(request(alice, session).POST(
                HttpRequest.BodyPublishers.ofString(endless(2, folder.resolve("pid")))).build(), HttpResponse.BodyHandlers.ofString());
        ProcessHandle command = process(folder.resolve("pid"));

        assertThat(send(request(alice, session), "DELETE", "").statusCode()).isEqualTo(200);

        command.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
        running.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(post(alice, session, call(3, "ssh_profiles", Map.of())).statusCode()).isEqualTo(404);
    }

    @Test
    void cancellingACallEndsItsCommandAndNothingIsAnswered(@TempDir Path folder) throws Exception {
        String session = open(alice);
        CompletableFuture<HttpResponse<String>> running = http.sendAsync(request(alice, session).POST(
                HttpRequest.BodyPublishers.ofString(endless(2, folder.resolve("pid")))).build(), HttpResponse.BodyHandlers.ofString());
        ProcessHandle command = process(folder.resolve("pid"));

        assertThat(post(alice, session, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 2}}").statusCode())
                .isEqualTo(202);

        command.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).body()).doesNotContain("result", "error");
        assertThat(post(alice, session, call(3, "ssh_profiles", Map.of())).body()).contains("web-1");
    }

    @Test
    void aClientThatIsGoneEndsItsCommandAndKeepsItsConversation(@TempDir Path folder) throws Exception {
        String session = open(alice);
        byte[] body = endless(2, folder.resolve("pid")).getBytes(StandardCharsets.UTF_8);
        URI address = URI.create(console.agentAddress());
        ProcessHandle command;
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(("POST /mcp HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nAuthorization: " + alice + "\r\nMcp-Session-Id: "
                    + session + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: " + body.length
                    + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            command = process(folder.resolve("pid"));
        }
        command.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(post(alice, session, call(3, "ssh_profiles", Map.of())).body()).contains("web-1");
    }
}
