package io.sshra.sample.console;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionFactoryMXBean.Connection;
import io.sshra.sample.monitoring.AdapterFigures;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The connections that a visit may see. A user sees the connections of all own sessions; an administrator sees all. Both see those of all nodes. */
@ApplicationScoped
public class LiveConnections {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    @Inject
    private Visits visits;

    @Inject
    private OtherNodes otherNodes;

    /** One line of the page's table. */
    public static class Row {
        /** The physical connection's number in the audit log; 0 if it is not open. */
        public long number;
        /** The node of the cluster; empty if there is none. */
        public String node;
        public String user;
        public String session;
        public String profile;
        public String target;
        public boolean alive;
        /** Null if it is not open. */
        public String connectedAt;
        public long idleSeconds;
        public int openChannels;
        public long commands;
        public long bytesReceived;
        public long bytesSent;
    }

    /** All connections, also those of other applications; none of this node while its adapter is not running. */
    List<Row> of(Visit visit) {
        if (!visit.isAdministrator()) {
            return ofUser(visit.user());
        }
        List<Row> rows = elsewhere();
        if (AdapterFigures.areThere()) {
            AdapterFigures.get().listConnections().forEach(connection -> rows.add(here(connection)));
        }
        return sorted(rows);
    }

    /** On this node, asks for each of the user's sessions by name, so that connections of others are never read. */
    List<Row> ofUser(String user) {
        List<Row> rows = elsewhere();
        rows.removeIf(row -> !row.user.equals(user));
        for (Visit visit : visits.open()) {
            if (visit.user().equals(user)) {
                ssh.sessions().connections(user, visit.session()).forEach(info -> rows.add(here(Connection.of(info))));
            }
        }
        return sorted(rows);
    }

    private List<Row> elsewhere() {
        List<Row> rows = new ArrayList<>();
        otherNodes.connections().forEach(info -> rows.add(row(Connection.of(info), info.node())));
        return rows;
    }

    private Row here(Connection connection) {
        return row(connection, ssh.sessions().cluster().node());
    }

    private static List<Row> sorted(List<Row> rows) {
        return rows.stream().sorted(Comparator.<Row, String>comparing(row -> row.user).thenComparing(row -> row.session)
                .thenComparing(row -> row.profile).thenComparing(row -> row.node)
                .thenComparing(row -> row.number)).toList();
    }

    static String target(Connection connection) {
        return connection.username() + "@" + connection.host() + ":" + connection.port();
    }

    private static Row row(Connection connection, String node) {
        Row row = new Row();
        row.node = node;
        row.number = connection.number();
        row.user = connection.userId();
        row.session = connection.sessionId();
        row.profile = connection.profile();
        row.target = target(connection);
        row.alive = connection.alive();
        row.connectedAt = connection.connectedAt();
        row.idleSeconds = connection.idleSeconds();
        row.openChannels = connection.openChannels();
        row.commands = connection.commandCount();
        row.bytesReceived = connection.bytesReceived();
        row.bytesSent = connection.bytesSent();
        return row;
    }
}
