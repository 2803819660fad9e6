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

    /**
     * One line of the page's table.
     *
     * @param number      the physical connection's number in the audit log; 0 if it is not open
     * @param node        the node of the cluster; empty if there is none
     * @param connectedAt null if it is not open
     */
    public record Row(long number, String node, String user, String session, String profile, String target, boolean alive, String connectedAt,
            long idleSeconds, int openChannels, long commands, long bytesReceived, long bytesSent) {
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
        rows.removeIf(row -> !row.user().equals(user));
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
        return rows.stream().sorted(Comparator.comparing(Row::user).thenComparing(Row::session).thenComparing(Row::profile).thenComparing(Row::node)
                .thenComparing(Row::number)).toList();
    }

    static String target(Connection connection) {
        return connection.username() + "@" + connection.host() + ":" + connection.port();
    }

    private static Row row(Connection connection, String node) {
        return new Row(connection.number(), node, connection.userId(), connection.sessionId(), connection.profile(), target(connection), connection.alive(),
                connection.connectedAt(), connection.idleSeconds(), connection.openChannels(), connection.commandCount(), connection.bytesReceived(),
                connection.bytesSent());
    }
}
