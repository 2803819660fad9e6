package io.sshra.testing;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.NamingManager;

/** JNDI without a container: a flat map for the whole JVM. */
public final class TestNames {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    private TestNames() {
    }

    public static synchronized void bind(String name, Object object) throws NamingException {
        if (!NamingManager.hasInitialContextFactoryBuilder()) {
            NamingManager.setInitialContextFactoryBuilder(environment -> given -> new Flat());
        }
        BOUND.put(name, object);
    }

    private static final class Flat extends InitialContext {

        Flat() throws NamingException {
            super(true);
        }

        @Override
        public Object lookup(String name) throws NamingException {
            Object found = BOUND.get(name);
            if (found == null) {
                throw new NameNotFoundException(name);
            }
            return found;
        }

        @Override
        public Hashtable<?, ?> getEnvironment() {
            return new Hashtable<>();
        }

        @Override
        protected Context getDefaultInitCtx() {
            return this;
        }
    }
}
