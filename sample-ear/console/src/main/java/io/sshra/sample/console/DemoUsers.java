package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The users in the file that the system property {@value #FILE} names. Each line has a name, its groups separated by commas, and the
 * password's hash as {@link Pbkdf2PasswordHash} writes it, separated by blanks. A real application has its own store instead.
 */
@ApplicationScoped
public class DemoUsers implements IdentityStore {

    static final String FILE = "sample.usersFile";

    @Inject
    private Pbkdf2PasswordHash hash;

    /** Called by reflection; see {@link IdentityStore#validate}. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        String file = System.getProperty(FILE);
        if (file == null) {
            throw new IllegalStateException("Nobody can log in: the system property " + FILE + " is not set");
        }
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] words = line.strip().split("\\s+");
                if (words.length == 3 && words[0].equals(credential.getCaller())
                        && hash.verify(credential.getPassword().getValue(), words[2])) {
                    return new CredentialValidationResult(words[0], Set.of(words[1].split(",")));
                }
            }
            return CredentialValidationResult.INVALID_RESULT;
        } catch (IOException e) {
            throw new UncheckedIOException("The users can't be read", e);
        }
    }
}
