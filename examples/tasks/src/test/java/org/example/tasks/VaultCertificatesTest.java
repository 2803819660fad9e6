package org.example.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sshra.SshCertificateRequest;
import io.sshra.SshCertificateTerms;
import io.sshra.SshCertificateTerms.Extension;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a server that speaks Vault's API. */
class VaultCertificatesTest {

    private static final String CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com AAAA";
    private static final List<String> PROPERTIES = List.of("vault.address", "vault.role", "vault.token-file");

    private final VaultCertificates source = new VaultCertificates();
    private HttpServer vault;
    private volatile JsonObject asked;
    private volatile String answer = "{\"data\":{\"serial_number\":\"c73f26d2340276aa\",\"signed_key\":\"" + CERTIFICATE + "\\n\"}}";
    private volatile int status = 200;

    @BeforeEach
    void startVault(@TempDir Path folder) throws IOException {
        vault = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vault.createContext("/v1/ssh/sign/web", this::sign);
        vault.start();
        System.setProperty("vault.address", "http://127.0.0.1:" + vault.getAddress().getPort());
        System.setProperty("vault.role", "web");
        System.setProperty("vault.token-file", Files.writeString(folder.resolve("token"), "the-token\n").toString());
    }

    @AfterEach
    void stopVault() {
        vault.stop(0);
        PROPERTIES.forEach(System::clearProperty);
    }

    private void sign(HttpExchange exchange) throws IOException {
        asked = Json.createReader(exchange.getRequestBody()).readObject();
        boolean isKnown = exchange.getRequestMethod().equals("POST") && "the-token".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        byte[] body = (isKnown ? answer : "{\"errors\":[\"permission denied\"]}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(isKnown ? status : 403, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static SshCertificateRequest request(SshCertificateTerms terms) {
        return new SshCertificateRequest("alice", "s-42", "web-1", "deploy@web-1:22", "ssh-ed25519 AAAA", "user=alice session=s-42 profile=web-1",
                List.of("deploy", "web"), terms, Duration.ofSeconds(30));
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    @Test
    void whatTheProfileWantsIsAskedFor() throws Exception {
        SshCertificateTerms terms = SshCertificateTerms.DEFAULTS.withSourceAddress("192.0.2.0/24").withForceCommand("date")
                .withExtensions(Extension.PERMIT_PTY);
        assertEquals(CERTIFICATE, source.sign(request(terms)).strip());
        assertEquals(json("""
                {"public_key": "ssh-ed25519 AAAA", "cert_type": "user", "key_id": "user=alice session=s-42 profile=web-1",
                 "valid_principals": "deploy,web", "ttl": "300s", "extensions": {"permit-pty": ""},
                 "critical_options": {"source-address": "192.0.2.0/24", "force-command": "date"}}"""), asked);
    }

    @Test
    void aRefusalNamesWhatVaultSays() {
        status = 400;
        answer = "{\"errors\":[\"web is not a valid value for valid_principals\"]}";
        IOException failure = assertThrows(IOException.class, () -> source.sign(request(SshCertificateTerms.DEFAULTS)));
        assertEquals("Vault answers 400: [\"web is not a valid value for valid_principals\"]", failure.getMessage());
    }

    @Test
    void anAnswerOfSomebodyElseIsNoCertificate() {
        for (String other : List.of("<html>", "{}", "{\"data\":{}}", "[]", "")) {
            answer = other;
            IOException failure = assertThrows(IOException.class, () -> source.sign(request(SshCertificateTerms.DEFAULTS)));
            assertTrue(failure.getMessage().startsWith("Vault answers 200 with something else"), failure.getMessage());
        }
    }
}
