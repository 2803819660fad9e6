package io.sshra.cdi;

import io.sshra.SshConnectionFactory;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Looks up connection factories. */
@ApplicationScoped
class Factories {

    @Inject
    private Instance<SshConnectionFactory> own;
    /** The application's bean; null if it has none. It is taken once, because Instance keeps dependent objects. */
    private SshConnectionFactory ownFactory;

    /** For beans that were passivated. */
    static Factories current() {
        return CDI.current().select(Factories.class).get();
    }

    @PostConstruct
    void takeOwn() {
        ownFactory = own.isUnsatisfied() ? null : own.get();
    }

    /**
     * The factory of this name.
     *
     * @param name JNDI name; empty for the default
     */
    public SshConnectionFactory get(String name) throws SshException {
        if (name.isEmpty() && ownFactory != null) {
            return ownFactory;
        }
        String jndiName = name.isEmpty() ? SshHttpSession.DEFAULT_FACTORY : name;
        try {
            return InitialContext.doLookup(jndiName);
        } catch (NamingException | ClassCastException e) {
            throw new SshException(SshErrorCode.NO_FACTORY, "there is no connection factory named " + jndiName, e);
        }
    }
}
