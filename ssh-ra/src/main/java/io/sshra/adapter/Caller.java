package io.sshra.adapter;

import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import io.sshra.SshNames;
import jakarta.enterprise.inject.spi.CDI;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/**
 * The caller as the container knows it: the bean of type {@link Principal} that every application with CDI has (Jakarta EE
 * platform, CDI integration). It is looked up for each call.
 */
final class Caller {

    /** The names of a caller who has not logged in: WildFly and GlassFish, Open Liberty, TomEE. */
    private static final Set<String> NOBODY = Set.of("anonymous", "unauthenticated", "guest");

    private Caller() {
    }

    /**
     * The name of the caller on this thread.
     *
     * @throws SshInputException if the container knows no caller, or one whose name is invalid
     */
    static String name() throws SshInputException {
        String name;
        try {
            name = principal();
        } catch (RuntimeException | LinkageError e) {
            // Outside an application with CDI, outside a server, or in an application without a security domain.
            throw new SshInputException(SshErrorCode.NO_CALLER, "the spec names no user, and the container does not know the caller", e);
        }
        if (name == null || NOBODY.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "the spec names no user, and the caller has not logged in");
        }
        try {
            return SshNames.user(name);
        } catch (IllegalArgumentException e) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "the spec names no user, and the caller's name is invalid: " + e.getMessage(), e);
        }
    }

    /** The bean is a proxy that asks the container at each call, so it is not released. */
    private static String principal() {
        return CDI.current().select(Principal.class).get().getName();
    }
}
