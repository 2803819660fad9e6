package io.sshra.sample.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;

/**
 * Who may use the server: bearer tokens that the key in the file {@value #KEY_FILE} has signed ({@link BearerTokens}), and the users of the
 * console with their passwords ({@value #USERS_FILE}). Both are system properties; without one of them, that way is closed. A real
 * application has its own store instead.
 *
 * <p>It is no {@code IdentityStore}: WildFly gives all WARs of an EAR one {@code IdentityStoreHandler}, which has the stores of the one that was
 * used first. The console's users would be without their groups, or agents without their tokens.
 */
@ApplicationScoped
public class AgentUsers {

    static final String USERS_FILE = "sample.usersFile";
    static final String KEY_FILE = "sample.agentKeyFile";

    @Inject
    private Pbkdf2PasswordHash hash;

    /** Who has this credential. */
    CredentialValidationResult validate(Credential credential) {
        if (credential instanceof BearerToken token) {
            return byToken(token);
        }
        return credential instanceof UsernamePasswordCredential password ? byPassword(password) : CredentialValidationResult.NOT_VALIDATED_RESULT;
    }

    private CredentialValidationResult byToken(BearerToken token) {
        String file = System.getProperty(KEY_FILE);
        if (file == null) {
            return CredentialValidationResult.INVALID_RESULT;
        }
        try {
            String caller = BearerTokens.of(Files.readString(Path.of(file)), InstantSource.system()).caller(token.text());
            return caller == null ? CredentialValidationResult.INVALID_RESULT : new CredentialValidationResult(caller);
        } catch (IOException e) {
            throw new UncheckedIOException("The key of the tokens can't be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of the tokens is invalid", e);
        }
    }

    private CredentialValidationResult byPassword(UsernamePasswordCredential credential) {
        String file = System.getProperty(USERS_FILE);
        if (file == null || credential.getCaller().contains(BearerTokens.SEPARATOR)) {
            return CredentialValidationResult.INVALID_RESULT;
        }
        try {
            // Name, groups, hash.
            return Files.readAllLines(Path.of(file)).stream().map(line -> line.strip().split("\\s+"))
                    .filter(user -> user.length == 3 && user[0].equals(credential.getCaller()))
                    .filter(user -> hash.verify(credential.getPassword().getValue(), user[2]))
                    .findFirst().map(user -> new CredentialValidationResult(user[0])).orElse(CredentialValidationResult.INVALID_RESULT);
        } catch (IOException e) {
            throw new UncheckedIOException("The users can't be read", e);
        }
    }
}
