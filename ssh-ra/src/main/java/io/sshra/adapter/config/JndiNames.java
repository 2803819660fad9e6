package io.sshra.adapter.config;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/** Looks things up in JNDI, on the thread that needs them. */
public final class JndiNames {

    /** One component of a name in every syntax of names: no separator, no quote, no scheme, nothing that means a folder. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_-][\\p{L}\\p{N}._@+-]*");

    private JndiNames() {
    }

    /**
     * Finds what is bound in a context itself. The name comes from applications, and perhaps from their users: one that could
     * lead out of the context, or into another one below it, is not looked up.
     *
     * @return null if nothing of this name is bound there
     * @throws SshProfileException if it is something else, or the look-up fails
     */
    public static <T> T find(String context, String name, Class<T> type, String what) throws SshProfileException {
        return PLAIN.matcher(name).matches() ? find(context.replaceFirst("/+$", "") + "/" + name, type, what) : null;
    }

    /**
     * @param what how the documentation calls the type
     * @return null if nothing of this name is bound
     * @throws SshProfileException if it is something else, or the look-up fails
     */
    public static <T> T find(String name, Class<T> type, String what) throws SshProfileException {
        try {
            Object found = new InitialContext().lookup(name);
            if (found == null || type.isInstance(found)) {
                return type.cast(found);
            }
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "what is bound to " + name + " is no "
                    + what + " of this adapter but a " + found.getClass().getName());
        } catch (NameNotFoundException e) {
            return null;
        } catch (NamingException e) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "the look-up of " + name + " failed", e);
        }
    }
}
