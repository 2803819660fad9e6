package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.sshra.SshApproval;
import java.util.List;
import java.util.Map;

/**
 * The page on which people approve. A client that opens pages for its user (URL elicitation, MCP 2025-11-25) is answered with the error that asks
 * it to: it says what will run, and the client calls again afterwards. Others get the same as the text of a result.
 */
final class ApprovalPage {

    /** The address of the page; there may be none. */
    static final String ADDRESS = "sample.approvalsPage";

    private ApprovalPage() {
    }

    /** The address of the page, with the request in front if it is known; null if there is no page. */
    static String address(String approval) {
        String page = System.getProperty(ADDRESS);
        return page == null || approval == null ? page : page + "/" + approval;
    }

    /**
     * The result of a call, as its client wants it.
     *
     * @throws McpError if the client is to open the page
     */
    static CallToolResult result(Answer answer, Conversation conversation) {
        String id = answer.pendingApproval();
        String page = address(id);
        SshApproval request = id == null || page == null || !conversation.opensPages() ? null : conversation.session().approval(id);
        if (request == null) {
            return answer.result();
        }
        Map<String, Object> elicitation = Fields.of("mode", "url", "elicitationId", id, "url", page, "message", question(request));
        throw new McpError(new JSONRPCError(JsonRpc.ELICITATION_REQUIRED, answer.text(), Map.of("elicitations", List.of(elicitation))));
    }

    private static String question(SshApproval request) {
        SshApproval.What what = request.what();
        String input = what.openInput() ? "\nIts input is open." : what.stdinBytes() > 0 ? "\nIt reads " + what.stdinBytes() + " bytes of input." : "";
        return "Somebody who may approve has to decide whether " + ShownText.of(request.user()) + " may run this on " + ShownText.of(request.target()) + ", once:\n"
                + ShownText.of(what.text()) + input;
    }
}
