package io.sshra.sample.agent;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Verifies bearer tokens: JWTs (RFC 7519) with the signature ES256 of one key (RFC 7518 section 3.4). No other algorithm counts, whatever the
 * token says. Immutable.
 */
final class BearerTokens {

    /** Who issues the tokens, and for whom they are. */
    static final String ISSUER = "ssh-ra-sample";
    static final String AUDIENCE = "ssh-ra-agent";
    /** Separates the user from the agent in the name of a caller; no user has it in the name. */
    static final String SEPARATOR = "/";

    private static final int MAX_LENGTH = 8_192;
    private static final int PARTS = 3;

    private final PublicKey key;
    private final InstantSource clock;

    BearerTokens(PublicKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Reads the key of a PEM file's text, an EC key on the curve P-256. */
    static BearerTokens of(String pem, InstantSource clock) throws GeneralSecurityException {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return new BearerTokens(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)), clock);
    }

    /**
     * The name of the caller: the user (claim {@code sub}), and after a slash the agent that acts for the user (claim {@code act}, RFC 8693
     * section 4.1), if the token has one.
     *
     * @return null if the token is invalid, or not valid now
     */
    String caller(String token) {
        String[] parts = token.split("\\.", -1);
        if (token.length() > MAX_LENGTH || parts.length != PARTS) {
            return null;
        }
        try {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            if (!"ES256".equals(text(json(decoder.decode(parts[0])), "alg")) || !isSigned(parts, decoder.decode(parts[2]))) {
                return null;
            }
            return caller(json(decoder.decode(parts[1])));
        } catch (IllegalArgumentException | JsonException | GeneralSecurityException invalid) {
            return null;
        }
    }

    private boolean isSigned(String[] parts, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(key);
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return verifier.verify(signature);
    }

    private static JsonObject json(byte[] text) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(text))) {
            return reader.readObject();
        }
    }

    private String caller(JsonObject claims) {
        Instant now = clock.instant();
        String user = text(claims, "sub");
        boolean valid = ISSUER.equals(text(claims, "iss")) && isFor(claims.get("aud")) && user != null && !user.isEmpty() && !user.contains(SEPARATOR)
                && claims.get("exp") instanceof JsonNumber end && now.getEpochSecond() < end.longValue()
                && (!claims.containsKey("nbf") || claims.get("nbf") instanceof JsonNumber begin && now.getEpochSecond() >= begin.longValue());
        if (!valid) {
            return null;
        }
        if (!claims.containsKey("act")) {
            return user;
        }
        String agent = claims.get("act") instanceof JsonObject actor ? text(actor, "sub") : null;
        return agent == null || agent.isEmpty() ? null : user + SEPARATOR + agent;
    }

    private static boolean isFor(JsonValue audience) {
        return audience instanceof JsonString one ? one.getString().equals(AUDIENCE)
                : audience != null && audience.getValueType() == JsonValue.ValueType.ARRAY
                        && audience.asJsonArray().stream().anyMatch(each -> each instanceof JsonString text && text.getString().equals(AUDIENCE));
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : null;
    }
}
