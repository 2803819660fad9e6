package org.example.tasks;

import io.sshra.SshCertificateRequest;
import io.sshra.SshCertificateSource;
import io.sshra.SshCertificateTerms;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Certificates that HashiCorp Vault signs (its SSH secrets engine, {@code ssh/sign/:role}). The authority's key never leaves Vault. The system
 * properties {@code vault.address} and {@code vault.role} say where, and {@code vault.token-file} has the token, as Vault Agent keeps it. A profile names
 * it: {@code CertificateSource java:app/tasks/VaultCertificates}.
 */
@Singleton
@Local(SshCertificateSource.class)
@PermitAll // Whoever gets a connection.
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class VaultCertificates implements SshCertificateSource {

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Override
    public String sign(SshCertificateRequest request) throws IOException, InterruptedException {
        URI role = URI.create(System.getProperty("vault.address", "https://127.0.0.1:8200") + "/v1/ssh/sign/"
                + System.getProperty("vault.role", "ssh-ra"));
        String token = Files.readString(Path.of(System.getProperty("vault.token-file", "/run/vault/token"))).strip();
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(role).timeout(request.limit()).header("X-Vault-Token", token)
                .POST(HttpRequest.BodyPublishers.ofString(asked(request).toString())).build(), HttpResponse.BodyHandlers.ofString());
        try {
            JsonObject answer = Json.createReader(new StringReader(response.body())).readObject();
            if (response.statusCode() != 200) {
                throw new IOException("Vault answers " + response.statusCode() + ": " + answer.get("errors"));
            }
            return answer.getJsonObject("data").getString("signed_key");
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw new IOException("Vault answers " + response.statusCode() + " with something else than a certificate", e);
        }
    }

    /** The role must allow these principals, extensions and options, and key ids ({@code allow_user_key_ids}). */
    private static JsonObject asked(SshCertificateRequest request) {
        SshCertificateTerms terms = request.terms();
        JsonObjectBuilder extensions = Json.createObjectBuilder();
        terms.extensions().forEach(extension -> extensions.add(extension.toString(), ""));
        JsonObjectBuilder options = Json.createObjectBuilder();
        if (terms.sourceAddress() != null) {
            options.add("source-address", terms.sourceAddress());
        }
        if (terms.forceCommand() != null) {
            options.add("force-command", terms.forceCommand());
        }
        return Json.createObjectBuilder().add("public_key", request.publicKey()).add("cert_type", "user").add("key_id", request.keyId())
                .add("valid_principals", String.join(",", request.principals())).add("ttl", terms.validity().toSeconds() + "s")
                .add("critical_options", options).add("extensions", extensions).build();
    }
}
