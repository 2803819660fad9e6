package io.sshra.sample.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The key that signs the bearer tokens of agents. It is made at the start and not written anywhere, so tokens of an earlier start are refused.
 */
final class AgentKey {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;

    AgentKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has this curve", e);
        }
    }

    /** Writes the public key, with which the server verifies tokens, and returns the file's path. */
    Path write(Path folder) throws IOException {
        return Files.writeString(folder.resolve("agent_key.pem"), "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
    }

    /**
     * A JWT for an agent.
     *
     * @param user  for whom it acts
     * @param agent its own name
     */
    String token(String user, String agent, Duration lifetime) {
        return signed("{\"iss\":\"ssh-ra-sample\",\"aud\":\"ssh-ra-agent\",\"sub\":\"" + user + "\",\"act\":{\"sub\":\"" + agent + "\"},\"exp\":"
                + Instant.now().plus(lifetime).getEpochSecond() + "}");
    }

    private String signed(String claims) {
        String text = encoded("{\"alg\":\"ES256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has this signature", e);
        }
    }

    private static String encoded(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
