package io.sshra.test.servers;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.sshra.SshConnectionFactoryMXBean;
import io.sshra.test.servers.application.SshServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a server's JVM has, seen from outside by JMX: the server needs no configuration for it, and no application that looks. */
final class ServerJvm implements AutoCloseable {

    /** A line of a class histogram: number, objects, bytes, class. */
    private static final Pattern LINE = Pattern.compile(" *\\d+: +(\\d+) +\\d+ +(\\S+).*");

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private ServerJvm(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    /** Attaches to the JVM of this process. */
    static ServerJvm of(long pid) {
        try {
            VirtualMachine jvm = VirtualMachine.attach(String.valueOf(pid));
            try {
                return new ServerJvm(JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent())));
            } finally {
                jvm.detach();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names of the adapter's beans. */
    List<ObjectName> names() {
        try {
            return List.copyOf(beans.queryNames(new ObjectName("io.sshra:*"), null));
        } catch (IOException | JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The beans of the adapter's connection definitions. */
    List<SshConnectionFactoryMXBean> definitions() {
        List<SshConnectionFactoryMXBean> definitions = new ArrayList<>();
        names().forEach(name -> definitions.add(JMX.newMXBeanProxy(beans, name, SshConnectionFactoryMXBean.class)));
        return definitions;
    }

    /** The names of the adapter's threads. */
    List<String> threads() {
        try {
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds())).filter(thread -> thread != null).map(ThreadInfo::getThreadName)
                    .filter(name -> name.startsWith("ssh-ra") || name.startsWith("sshd") || name.startsWith("SshClient")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many class loaders there are of the adapter's archive, after a garbage collection. */
    int adapters() {
        // Each has one object of this class.
        return objects("io.sshra.maintenance.MaintenanceDrivers");
    }

    /** How many connection definitions the server retains, after a garbage collection. */
    int connectionDefinitions() {
        return objects("io.sshra.adapter.SshManagedConnectionFactory");
    }

    /** How many there are of the application. */
    int applications() {
        return objects(SshServlet.class.getName());
    }

    private int objects(String type) {
        try {
            String histogram = (String) beans.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                    new Object[] {new String[0]}, new String[] {String[].class.getName()});
            return histogram.lines().map(LINE::matcher).filter(line -> line.matches() && line.group(2).equals(type))
                    .mapToInt(line -> Integer.parseInt(line.group(1))).sum();
        } catch (IOException | JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException ended) {
            // The server has ended, and the connection with it.
        }
    }
}
