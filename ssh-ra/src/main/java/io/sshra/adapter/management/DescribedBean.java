package io.sshra.adapter.management;

import io.sshra.SshConnectionFactoryMXBean;
import java.util.List;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;

/** A definition's MXBean with descriptions and the names of parameters, which JMX clients show. By itself JMX shows {@code p0}. */
final class DescribedBean extends StandardMBean {

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "Refusals", "The number of refused callers by the code of their exception",
            "MaintenanceDriver", "What drives eviction and validation: EJB timers, the adapter's own timer, a work of the server, or nothing",
            "Node", "The name of this node in the cluster; empty if this server is in none",
            "Nodes", "The names of all nodes of the cluster that run the application, this one included");

    private static final Parameter USER = new Parameter("user", "The application's user");
    private static final Parameter SESSION = new Parameter("session", "The session of that user");

    private static final Map<String, Operation> OPERATIONS = Map.of(
            "listConnections", new Operation("Lists the connections of this definition, of all users: open ones, and those that may reconnect",
                    MBeanOperationInfo.INFO),
            "closeConnection", new Operation("Closes a connection. Its handles are closed and do not reconnect. False if there is no such connection",
                    MBeanOperationInfo.ACTION, new Parameter("number", "The number of the connection in listConnections and in the audit log")),
            "endSession", new Operation("Ends a session and closes its connections, those of other definitions and nodes included. Returns how many",
                    MBeanOperationInfo.ACTION, USER, SESSION),
            "endSessionInCluster", new Operation("Ends a session like endSession. Returns how many connections were closed on which nodes",
                    MBeanOperationInfo.ACTION, USER, SESSION),
            "listConnectionsInCluster", new Operation("Lists the connections of all users, definitions and nodes", MBeanOperationInfo.INFO),
            "closeConnectionInCluster", new Operation("Closes a connection of any node and definition. False if there is no such connection",
                    MBeanOperationInfo.ACTION, new Parameter("node", "The node of the connection in listConnectionsInCluster"),
                    new Parameter("number", "The number of the connection on that node")),
            "testProfile", new Operation("Connects with the profile's own credential, within all limits, waits for an answer, and closes that connection",
                    MBeanOperationInfo.ACTION, new Parameter("profile", "The name of the profile; empty for the definition's default profile")),
            "resetStatistics", new Operation("Resets all counts and times to 0", MBeanOperationInfo.ACTION));

    /** One parameter of an operation. */
    private record Parameter(String name, String description) {
    }

    /** @param impact see {@link MBeanOperationInfo#getImpact()} */
    private record Operation(String description, int impact, List<Parameter> parameters) {

        Operation(String description, int impact, Parameter... parameters) {
            this(description, impact, List.of(parameters));
        }
    }

    DescribedBean(SshConnectionFactoryMXBean bean) {
        super(bean, SshConnectionFactoryMXBean.class, true);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return "A connection definition of the SSH resource adapter: its figures, connections, and operations";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        String other = ATTRIBUTES.get(info.getName());
        return other == null ? Figure.named(info.getName()).description() : other;
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return OPERATIONS.get(info.getName()).description();
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return OPERATIONS.get(info.getName()).impact();
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return OPERATIONS.get(operation.getName()).parameters().get(sequence).name();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return OPERATIONS.get(operation.getName()).parameters().get(sequence).description();
    }
}
