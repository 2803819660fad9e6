package io.sshra;

import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a target is logged in to with: the part of its builder that is about secrets.
 *
 * @param <B> the builder
 */
abstract sealed class LoginBuilder<B extends LoginBuilder<B>> permits SshTarget.Builder {

    final TargetParts parts;

    LoginBuilder(TargetParts parts) {
        this.parts = parts;
    }

    abstract B self();

    /** The array is copied by {@link SshTarget.Builder#build()}; the caller wipes it after that. Null, the default, is none. */
    public B password(char @Nullable [] password) {
        parts.password = password;
        return self();
    }

    /** Adds a private key, which {@link SshTarget#destroy()} destroys. Keys are offered in the order in which they are added. */
    public B identity(SshIdentity identity) {
        parts.identity(identity);
        return self();
    }

    /** Sets all private keys in place of those that were added; an empty list, the default, is none. */
    public B identities(List<SshIdentity> identities) {
        parts.identities(identities);
        return self();
    }

    /** Adds a key pair. */
    public B keyPair(KeyPair keyPair) {
        return identity(SshIdentity.of(keyPair));
    }

    /** Adds a private key, as text that needs no passphrase. */
    public B privateKey(String text) {
        return identity(SshIdentity.of(text));
    }

    /** Adds a private key, as text, with its passphrase, which is copied. */
    public B privateKey(String text, char @Nullable [] passphrase) {
        return identity(SshIdentity.of(text).withPassphrase(passphrase));
    }

    /** Adds a private key, as text that can be wiped; copied. */
    public B privateKey(char[] text) {
        return identity(SshIdentity.of(text));
    }

    /** The same with a passphrase, see {@link SshIdentity#of(char[])}. Both arrays are copied; null is no passphrase. */
    public B privateKey(char[] text, char @Nullable [] passphrase) {
        return identity(SshIdentity.of(text).withPassphrase(passphrase));
    }

    /**
     * Sets the authority that signs a certificate for each connection, in place of private keys. {@link SshTarget#destroy()} destroys its key.
     * Null, the default, is none.
     */
    public B certificateAuthority(@Nullable SshCertificateAuthority authority) {
        parts.authority = authority;
        return self();
    }

    /**
     * Adds an answer to a question of keyboard-interactive authentication (RFC 4256).
     *
     * @param part   a part of the question, in upper or lower case; not empty, because an empty one is part of every question
     * @param answer copied by {@link SshTarget.Builder#build()}; not null
     * @throws IllegalArgumentException if there is no part or no answer
     */
    public B promptAnswer(String part, char[] answer) {
        parts.promptAnswer(part, answer);
        return self();
    }

    /**
     * Sets all answers in place of those that were added, by a part of the question; an empty map, the default, is none.
     *
     * @param answers the arrays are copied by {@link SshTarget.Builder#build()}; not null
     * @throws IllegalArgumentException as {@link #promptAnswer}
     */
    public B promptAnswers(Map<String, char[]> answers) {
        parts.promptAnswers(answers);
        return self();
    }
}
