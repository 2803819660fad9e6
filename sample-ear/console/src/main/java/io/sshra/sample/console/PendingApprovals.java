package io.sshra.sample.console;

import io.sshra.SshApproval;
import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.TreeMap;

/** What waits for an approval, for visits of approvers. In this console, these are the administrators. */
@ApplicationScoped
public class PendingApprovals {

    @Resource(lookup = "java:/eis/ssh")
    private SshConnectionFactory ssh;

    /** A request as the page shows it. */
    public static class Row {
        public String id;
        public String user;
        public String session;
        public String profile;
        public String target;
        public String level;
        public String kind;
        /** What will run. */
        public String text;
        public int stdinBytes;
        /** Null without an input. */
        public String stdinSha256;
        /** Whether the input is written later. */
        public boolean openInput;
        /** Each NAME=value. */
        public List<String> environment;
        /** Null if it has none. */
        public String terminal;
        public String requestedAt;
        public String expiresAt;
    }

    /** Empty for visits of others, and while the adapter is not running. */
    List<Row> of(Visit visit) {
        return visit.isAdministrator() ? all() : List.of();
    }

    private List<Row> all() {
        try {
            return ssh.approvals().pending().stream().map(PendingApprovals::row).toList();
        } catch (IllegalStateException stopped) {
            return List.of();
        }
    }

    static Row row(SshApproval request) {
        Row row = new Row();
        SshApproval.What what = request.what();
        row.id = request.id();
        row.user = request.user();
        row.session = request.session();
        row.profile = request.profile();
        row.target = request.target();
        row.level = request.level();
        row.kind = what.kind();
        row.text = what.text();
        row.stdinBytes = what.stdinBytes();
        row.stdinSha256 = what.stdinSha256();
        row.openInput = what.openInput();
        row.environment = new TreeMap<>(what.environment()).entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue()).toList();
        row.terminal = what.terminal() == null ? null : what.terminal().type() + ", " + what.terminal().columns() + " × " + what.terminal().rows();
        row.requestedAt = request.requestedAt().toString();
        row.expiresAt = request.expiresAt().toString();
        return row;
    }
}
