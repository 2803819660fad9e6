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
 * The users of the file that the system property {@value #FILE} names: on each line a name, its groups separated by commas, and the hash
 * of the password as {@link Pbkdf2PasswordHash} writes it, with blanks between. An application of yours has its own store here.
 */
@ApplicationScoped
public class DemoUsers implements IdentityStore {

    static final String FILE = "sample.usersFile";

    @Inject
    private Pbkdf2PasswordHash hash;

    /** Called by name and signature, as {@link IdentityStore#validate} says. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        String file = System.getProperty(FILE);
        if (file == null) {
            throw new IllegalStateException("Nobody can log in: the system property " + FILE + " names no file of users");
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
