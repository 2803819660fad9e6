package io.sshra.sample.monitoring;

import io.sshra.SshConnectionFactoryMXBean;
import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The public figures of the connection definition that the console uses, which the adapter has in JMX while it runs. */
public final class AdapterFigures {

    /** As in the {@code @Resource} of the other beans. */
    static final String FACTORY = "java:/eis/ssh";

    private AdapterFigures() {
    }

    /** Whether the adapter runs. */
    public static boolean areThere() {
        return server().isRegistered(name());
    }

    /** Never null; its methods throw while the adapter does not run. */
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
