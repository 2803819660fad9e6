package io.sshra.sample.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.BasicAuthenticationCredential;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/**
 * Logs in each request by its header Authorization, with a bearer token (RFC 6750) or a password (RFC 7617). Answers others with 401, and
 * says where the document is that tells clients how to get a token (RFC 9728 section 5.1).
 */
@ApplicationScoped
public class AgentLogin implements HttpAuthenticationMechanism {

    @Inject
    private AgentUsers users;

    @Override
    public AuthenticationStatus validateRequest(HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (!context.isProtected()) {
            return context.doNothing();
        }
        Credential credential = credential(request.getHeader("Authorization"));
        CredentialValidationResult result = credential == null ? CredentialValidationResult.NOT_VALIDATED_RESULT : users.validate(credential);
        if (result.getStatus() == Status.VALID) {
            return context.notifyContainerAboutLogin(result);
        }
        String refused = credential instanceof BearerToken ? "error=\"invalid_token\", " : "";
        response.addHeader(Unauthorized.HEADER, "Bearer " + refused + Unauthorized.where(request));
        response.addHeader(Unauthorized.HEADER, "Basic realm=\"ssh-ra\", charset=\"UTF-8\"");
        return context.responseUnauthorized();
    }

    /** Null if there is none. */
    static Credential credential(String authorization) {
        if (authorization == null) {
            return null;
        }
        String[] words = authorization.strip().split(" +", 2);
        if (words.length < 2) {
            return null;
        }
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> new BearerToken(words[1]);
            case "basic" -> basic(words[1]);
            default -> null;
        };
    }

    private static Credential basic(String encoded) {
        try {
            return new BasicAuthenticationCredential(encoded);
        } catch (RuntimeException invalid) {
            // It is not specified which exception text that is not Base64 gives.
            return null;
        }
    }
}
