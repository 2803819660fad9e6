package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {

    private static final String HEADER = "{\"alg\":\"ES256\"}";
    private static final String CLAIMS = "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100}";
    private static final KeyPair KEY = pair();

    private final BearerTokens tokens = new BearerTokens(KEY.getPublic(), InstantSource.fixed(Instant.ofEpochSecond(1000)));

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String token(KeyPair key, String header, String claims) throws Exception {
        String text = encoded(header.getBytes(StandardCharsets.UTF_8)) + "." + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoded(signature.sign());
    }

    private String caller(String claims) throws Exception {
        return tokens.caller(token(KEY, HEADER, claims));
    }

    @Test
    void theCallerIsTheUserAndTheAgentThatActsForTheUser() throws Exception {
        assertThat(caller(CLAIMS)).isEqualTo("alice");
        assertThat(caller(CLAIMS.replace("}", ",\"act\":{\"sub\":\"claude\"}}"))).isEqualTo("alice/claude");
        assertThat(caller(CLAIMS.replace("\"ssh-ra-agent\"", "[\"other\",\"ssh-ra-agent\"]"))).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "\"text\"", "", "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\"}",
            "{\"iss\":\"other\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"other\",\"sub\":\"alice\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":[\"other\",7],\"sub\":\"alice\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"sub\":\"alice\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice/claude\",\"exp\":1100}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1000}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":\"1100\"}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100,\"nbf\":1001}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100,\"nbf\":\"0\"}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100,\"act\":{}}",
            "{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"alice\",\"exp\":1100,\"act\":\"claude\"}"})
    void claimsThatAreMissingOrForSomethingElseAreRefused(String claims) throws Exception {
        assertThat(caller(claims)).isNull();
    }

    @Test
    void onlyTheKeyAndTheAlgorithmOfThisServerCount() throws Exception {
        String good = token(KEY, HEADER, CLAIMS);
        String[] parts = good.split("\\.");
        assertThat(tokens.caller(token(pair(), HEADER, CLAIMS))).as("another key").isNull();
        assertThat(tokens.caller(token(KEY, "{\"alg\":\"none\"}", CLAIMS))).as("no algorithm").isNull();
        assertThat(tokens.caller(token(KEY, "{\"alg\":\"HS256\"}", CLAIMS))).as("another algorithm").isNull();
        assertThat(tokens.caller(token(KEY, "{}", CLAIMS))).as("no algorithm").isNull();
        assertThat(tokens.caller(parts[0] + "." + parts[1] + ".")).as("no signature").isNull();
        assertThat(tokens.caller(parts[0] + "." + encoded(CLAIMS.replace("alice", "carol").getBytes(StandardCharsets.UTF_8)) + "." + parts[2]))
                .as("changed").isNull();
        assertThat(tokens.caller(good)).isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "\u0000.\u0000.\u0000", "e30.e30.e30"})
    void otherTextIsRefused(String text) {
        assertThat(tokens.caller(text)).isNull();
    }
}
