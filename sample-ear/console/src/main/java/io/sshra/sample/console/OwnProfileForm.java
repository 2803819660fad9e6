package io.sshra.sample.console;

import io.sshra.SshTarget;
import java.util.List;

/** What a user has typed for an own profile. An error says which field it is about. */
public class OwnProfileForm {

    /** The own profile that this one is made from: a field that is left empty is as there. Null if there is none. */
    public String from;
    public String profile;
    public String host;
    public int port;
    public String username;
    public String password;
    public String privateKey;
    public String passphrase;

    /**
     * The target.
     *
     * @param before that of the profile that it is made from; null if there is none, or if its credential is not here
     */
    SshTarget target(SshTarget before) {
        boolean sameHost = before != null && before.host().equals(host) && before.port() == port;
        // Neither the credential nor the trust in a host key goes to another host unasked.
        SshTarget.Builder target = sameHost ? before.toBuilder() : SshTarget.builder();
        check("host", "Enter a host name or an address", () -> target.host(host));
        check("port", "Enter 1 to 65535", () -> target.port(port));
        check("username", "Enter the name of the account on the host", () -> target.username(username));
        if (isGiven(password) || isGiven(privateKey)) {
            target.password(isGiven(password) ? password.toCharArray() : null).identities(List.of());
            if (isGiven(privateKey)) {
                check("privateKey", "Paste the text of a private key file", () ->
                        target.privateKey(privateKey, isGiven(passphrase) ? passphrase.toCharArray() : null));
            }
        } else if (!sameHost) {
            throw BadRequests.in("password", "There is no password and no private key", before == null ? "Enter one of them"
                    : "Enter it again: the host is another one");
        }
        return target.build();
    }

    private static void check(String field, String advice, Runnable part) {
        try {
            part.run();
        } catch (IllegalArgumentException e) {
            throw BadRequests.in(field, "This is not valid", advice);
        }
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isEmpty();
    }
}
