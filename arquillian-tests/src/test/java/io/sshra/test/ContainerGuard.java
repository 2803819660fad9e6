package io.sshra.test;

import io.sshra.testing.Watchdog;
import org.jboss.arquillian.container.spi.event.container.AfterStart;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Lets no WildFly outlive the JVM of the tests that has started it. Arquillian finds it by itself. */
public final class ContainerGuard implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Observer.class);
    }

    /** Is told of each start. */
    public static final class Observer {

        public void guard(@Observes AfterStart event) {
            Watchdog.overChildren("jboss-modules.jar");
        }
    }
}
