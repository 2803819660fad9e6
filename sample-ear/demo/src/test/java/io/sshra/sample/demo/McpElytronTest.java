package io.sshra.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.sample.servers.WildFly;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server for agents without the console, in a WildFly that logs them in by Elytron, as docs/agents.md configures it. */
@Tag("agents")
@RequiresOpenSsh
class McpElytronTest {

    private static final Path FOLDER = Path.of(System.getProperty("sample.folder"));

    private final KeyPair key = rsaKey();
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(FOLDER, "elytron-test-");
    }

    private static KeyPair rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }

    /** The commands of the document, with the test's key in the place of that of an issuer. */
    private List<String> documented() throws IOException {
        String document = Files.readString(Path.of(System.getProperty("sample.docs"), "agents.md"));
        String section = document.substring(document.indexOf("### By Elytron"));
        String encoded = Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
        return section.lines().filter(line -> line.startsWith("    /")).limit(5)
                .map(line -> line.strip().replaceFirst("-----BEGIN PUBLIC KEY-----.*-----END PUBLIC KEY-----",
                        "-----BEGIN PUBLIC KEY-----" + encoded + "-----END PUBLIC KEY-----")).toList();
    }

    private void configure(Path home) throws Exception {
        Path script = Files.writeString(folder.resolve("elytron.cli"), "embed-server --server-config=standalone.xml\n"
                + String.join("\n", documented()) + "\nstop-embedded-server\n");
        Path said = folder.resolve("elytron.log");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script).redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JBOSS_") || name.equals("JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        Watchdog.over(process.toHandle());
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }

    private String token(String claims) throws GeneralSecurityException {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String text = encoder.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoder.encodeToString(signature.sign());
    }

    private static String claims(String issuer, Instant end) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"ssh-ra-agent\",\"sub\":\"7f3a\",\"caller\":\"alice/claude\",\"exp\":" + end.getEpochSecond() + "}";
    }

    private static HttpResponse<String> post(String address, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/mcp")).timeout(Patience.LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theServerLogsAgentsInByItsOwnTokens() throws Exception {
        Path home = WildFly.linked(FOLDER.resolve(System.getProperty("sample.wildfly")), folder.resolve("wildfly"));
        configure(home);
        int port = WildFly.freePort();
        OpenSshServer machine = OpenSshServer.start();
        WildFly container = new WildFly(home, "standalone.xml", "", List.of(FOLDER.resolve("ssh-ra-agent.ear")), port,
                Map.of("sshra.profilesFile", RunningConsole.profiles(folder, Map.of("web-1", machine)).toString()));
        try {
            container.start();
            Watchdog.overChildren(home.toString());
            container.awaitReady(Patience.LIMIT, List.of("/mcp"));
            String address = "http://127.0.0.1:" + port;
            Instant later = Instant.now().plusSeconds(3600);
            for (String refused : new String[] {null, "Bearer x", "Bearer " + token(claims("https://other.example", later)),
                    "Bearer " + token(claims("https://login.example.org", Instant.now().minusSeconds(3600))),
                    "Bearer " + new AgentKey().token("alice", "claude", Patience.LIMIT), "Basic YWxpY2U6YWxpY2U="}) {
                HttpResponse<String> response = post(address, refused);
                assertThat(response.statusCode()).as(refused).isEqualTo(401);
                assertThat(response.headers().allValues("WWW-Authenticate")).as(refused).anyMatch(value -> value.contains("resource_metadata=\"" + address));
            }
            try (RawAgent agent = new RawAgent(address, "Bearer " + token(claims("https://login.example.org", later)))) {
                assertThat(agent.ask(2, "ssh_run", Map.of("profile", "web-1", "argv", List.of("echo", "by Elytron"))).get("stdout").asText()).isEqualTo("by Elytron\n");
            }
            assertThat(Files.readString(container.log())).contains("Connection opened: user=alice/claude ");
        } finally {
            container.stop();
            machine.close();
        }
    }
}
