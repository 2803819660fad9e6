package io.sshra.adapter;

import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import jakarta.enterprise.inject.spi.CDI;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/**
 * The caller, as the container knows it: the bean of type {@link Principal} that it has in each application with CDI (Jakarta
 * EE platform, CDI integration). Asked anew for each call.
 */
final class Caller {

    /** How containers call somebody who has not logged in: WildFly and GlassFish, Open Liberty, TomEE. */
    private static final Set<String> NOBODY = Set.of("anonymous", "unauthenticated", "guest");

    private Caller() {
    }

    /**
     * The name of who calls on this thread, as it is; it is not checked.
     *
     * @throws SshInputException if the container knows none
     */
    static String name() throws SshInputException {
        String name;
        try {
            name = principal();
        } catch (RuntimeException | LinkageError e) {
            // Outside of an application with CDI, outside of a server, in an application without a security domain.
            throw new SshInputException(SshErrorCode.NO_CALLER, "no user is named, and the container can't say who calls", e);
        }
        if (name == null || NOBODY.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SshInputException(SshErrorCode.NO_CALLER, "no user is named, and the caller has not logged in");
        }
        return name;
    }

    /** The bean is a proxy, which asks the container at each call: it needs no release. */
    private static String principal() {
        return CDI.current().select(Principal.class).get().getName();
    }
}
