package io.sshra.adapter.config;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;

/** Looks up objects in JNDI, on the calling thread. */
public final class JndiNames {

    /** A name of one component in every syntax of names: no separator, quote, scheme or name of a folder. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_-][\\p{L}\\p{N}._@+-]*");

    private JndiNames() {
    }

    /**
     * Finds an object in a context. The name comes from applications, perhaps from their users: a name that could lead out of the
     * context, or into a context below it, is not looked up.
     *
     * @return null if nothing is bound under this name
     * @throws SshProfileException if the object is of another type, or the look-up fails
     */
    public static <T> T find(String context, String name, Class<T> type, String what) throws SshProfileException {
        return PLAIN.matcher(name).matches() ? find(context.replaceFirst("/+$", "") + "/" + name, type, what) : null;
    }

    /**
     * The names in a context that {@link #find(String, String, Class, String)} may look up, in alphabetical order. There is none if the context
     * does not exist.
     *
     * @throws SshProfileException if the context can't be read
     */
    public static Set<String> names(String context) throws SshProfileException {
        Set<String> names = new TreeSet<>();
        try {
            NamingEnumeration<NameClassPair> bound = new InitialContext().list(context.replaceFirst("/+$", ""));
            try {
                while (bound.hasMore()) {
                    NameClassPair pair = bound.next();
                    if (PLAIN.matcher(pair.getName()).matches() && !Context.class.getName().equals(pair.getClassName())) {
                        names.add(pair.getName());
                    }
                }
            } finally {
                bound.close();
            }
        } catch (NamingException e) {
            if (isNotBound(e)) {
                return Set.of();
            }
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "the profiles in " + context + " can't be listed", e);
        }
        return names;
    }

    /**
     * Finds an object.
     *
     * @param what the name of the type in the documentation
     * @return null if nothing is bound under this name
     * @throws SshProfileException if the object is of another type, or the look-up fails
     */
    public static <T> T find(String name, Class<T> type, String what) throws SshProfileException {
        try {
            Object found = new InitialContext().lookup(name);
            if (found == null || type.isInstance(found)) {
                return type.cast(found);
            }
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "the object bound to " + name + " is not an "
                    + what + " of this adapter but a " + found.getClass().getName());
        } catch (NamingException e) {
            if (isNotBound(e)) {
                return null;
            }
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "the look-up of " + name + " failed", e);
        }
    }

    /** GlassFish and Payara wrap the exception that says so. */
    private static boolean isNotBound(NamingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NameNotFoundException) {
                return true;
            }
        }
        return false;
    }
}
