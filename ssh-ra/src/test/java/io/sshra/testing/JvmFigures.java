package io.sshra.testing;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What this JVM shows about itself: the attributes of all MBeans, and the output of {@code jcmd}. */
public final class JvmFigures {

    private static final String[] ONE_ARRAY = {String[].class.getName()};

    private JvmFigures() {
    }

    public static void print(PrintStream out) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName bean : server.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                out.println(bean + " " + attribute.getName() + "=" + value(server, bean, attribute.getName()));
            }
        }
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        for (String command : List.of("gcClassHistogram", "threadPrint", "vmSystemProperties", "vmCommandLine")) {
            out.println(server.invoke(commands, command, new Object[] {new String[0]}, ONE_ARRAY));
        }
    }

    private static String value(MBeanServer server, ObjectName bean, String attribute) {
        try {
            Object value = server.getAttribute(bean, attribute);
            return value instanceof Object[] all ? Arrays.deepToString(all) : String.valueOf(value);
        } catch (JMException | RuntimeException notSupported) {
            return notSupported.toString();
        }
    }
}
