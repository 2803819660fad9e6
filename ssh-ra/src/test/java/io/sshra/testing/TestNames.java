package io.sshra.testing;

import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.spi.NamingManager;

/** JNDI without a container: a flat map for the whole JVM. */
public final class TestNames {

    /** Below this prefix, the exception for a name that is not bound is wrapped in another one, as in GlassFish and Payara. */
    public static final String WRAPPING = "wrapping:/";

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    private TestNames() {
    }

    public static synchronized void bind(String name, Object object) throws NamingException {
        if (!NamingManager.hasInitialContextFactoryBuilder()) {
            NamingManager.setInitialContextFactoryBuilder(environment -> given -> new Flat());
        }
        BOUND.put(name, object);
    }

    private static NamingException notBound(String name) {
        NameNotFoundException notBound = new NameNotFoundException(name);
        if (!name.startsWith(WRAPPING)) {
            return notBound;
        }
        NamingException wrapper = new NamingException("Lookup failed for '" + name + "'");
        wrapper.setRootCause(notBound);
        return wrapper;
    }

    private static final class Flat extends InitialContext {

        Flat() throws NamingException {
            super(true);
        }

        @Override
        public Object lookup(String name) throws NamingException {
            Object found = BOUND.get(name);
            if (found == null) {
                throw notBound(name);
            }
            return found;
        }

        @Override
        public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
            List<NameClassPair> pairs = BOUND.entrySet().stream().filter(bound -> bound.getKey().startsWith(name + "/"))
                    .map(bound -> new NameClassPair(bound.getKey().substring(name.length() + 1), bound.getValue().getClass().getName())).toList();
            if (pairs.isEmpty()) {
                throw notBound(name);
            }
            Iterator<NameClassPair> all = pairs.iterator();
            return new NamingEnumeration<>() {

                @Override
                public NameClassPair next() {
                    return all.next();
                }

                @Override
                public boolean hasMore() {
                    return all.hasNext();
                }

                @Override
                public void close() {
                    // There is nothing to release.
                }

                @Override
                public boolean hasMoreElements() {
                    return hasMore();
                }

                @Override
                public NameClassPair nextElement() {
                    return next();
                }
            };
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
