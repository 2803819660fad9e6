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

    /**
     * A request as the page shows it.
     *
     * @param text        what will run
     * @param stdinSha256 null without an input
     * @param openInput   whether the input is written later
     * @param environment each NAME=value
     * @param terminal    null if it has none
     */
    public record Row(String id, String user, String profile, String target, String level, String kind, String text, int stdinBytes,
            String stdinSha256, boolean openInput, List<String> environment, String terminal, String requestedAt, String expiresAt) {
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
        SshApproval.What what = request.what();
        return new Row(request.id(), request.user(), request.profile(), request.target(), request.level(), what.kind(), what.text(), what.stdinBytes(),
                what.stdinSha256(), what.openInput(),
                new TreeMap<>(what.environment()).entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue()).toList(),
                what.terminal() == null ? null : what.terminal().type() + ", " + what.terminal().columns() + " × " + what.terminal().rows(),
                request.requestedAt().toString(), request.expiresAt().toString());
    }
}
