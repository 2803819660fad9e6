package io.sshra.sample.monitoring;

import io.sshra.SshConnectionFactoryMXBean;
import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The figures of the console's connection definition. The adapter publishes them by JMX while it runs. */
public final class AdapterFigures {

    /** The JNDI name, as in the {@code @Resource} of the other beans. */
    static final String FACTORY = "java:/eis/ssh";

    private AdapterFigures() {
    }

    /** Whether the adapter is running. */
    public static boolean areThere() {
        return server().isRegistered(name());
    }

    /** Never null. Its methods throw while the adapter is not running. */
    public static SshConnectionFactoryMXBean get() {
        return JMX.newMXBeanProxy(server(), name(), SshConnectionFactoryMXBean.class);
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static ObjectName name() {
        try {
            return new ObjectName("io.sshra:type=ConnectionFactory,name=" + ObjectName.quote(FACTORY));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
