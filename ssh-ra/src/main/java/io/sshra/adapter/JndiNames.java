package io.sshra.adapter;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/** Looks things up in JNDI, on the thread that needs them. */
final class JndiNames {

    private JndiNames() {
    }

    /**
     * @return null if nothing of this name is bound
     * @throws SshProfileException if it is something else, or the look-up fails
     */
    static <T> T find(String name, Class<T> type) throws SshProfileException {
        try {
            Object found = new InitialContext().lookup(name);
            if (found == null || type.isInstance(found)) {
                return type.cast(found);
            }
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "what is bound to " + name + " is no "
                    + type.getSimpleName() + " but a " + found.getClass().getName());
        } catch (NameNotFoundException e) {
            return null;
        } catch (NamingException e) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "the look-up of " + name + " failed", e);
        }
    }
}
