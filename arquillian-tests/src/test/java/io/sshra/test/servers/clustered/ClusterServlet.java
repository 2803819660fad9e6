package io.sshra.test.servers.clustered;

import io.sshra.SshCluster;
import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionFactory;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * Does one thing in a cluster for a test; the last part of the path says what. {@code nodes} names the nodes, {@code connections} lists those of
 * all nodes, {@code close} ends one of a node, {@code end} ends a session. {@code login} begins an HTTP session for a session of the adapter,
 * which ends with it ({@link SessionEnd}), {@code who} says whose it is, {@code logout} ends it.
 */
@WebServlet("/cluster/*")
public class ClusterServlet extends HttpServlet {

    /** The attributes of an HTTP session. */
    static final String USER = "user";
    static final String SESSION = "session";

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        response.setContentType("text/plain;charset=UTF-8");
        try {
            response.getWriter().print(answer(request));
        } catch (SshTimeoutException e) {
            throw new ServletException(e);
        }
    }

    private String answer(HttpServletRequest request) throws SshTimeoutException {
        SshCluster cluster = ssh.sessions().cluster();
        switch (request.getPathInfo()) {
            case "/nodes":
                return String.join(" ", cluster.nodes());
            case "/connections":
                SshClusterConnections all = cluster.connections();
                return all.connections().stream().map(info -> info.node() + " " + info.number() + " " + info.userId() + "/" + info.sessionId() + "/"
                        + info.profile() + "\n").collect(Collectors.joining()) + "unanswered " + all.unanswered();
            case "/close":
                return String.valueOf(cluster.closeConnection(request.getParameter("node"), Long.parseLong(request.getParameter("number"))));
            case "/end":
                SshSessionEnd end = cluster.endSession(request.getParameter(USER), request.getParameter(SESSION));
                return end.closedHere() + " here, " + end.closedElsewhere() + " elsewhere, unanswered " + end.unanswered();
            case "/login":
                HttpSession begun = request.getSession();
                begun.setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds")));
                begun.setAttribute(USER, request.getParameter(USER));
                begun.setAttribute(SESSION, request.getParameter(SESSION));
                return begun.getId();
            case "/logout":
                request.getSession().invalidate();
                return "";
            default:
                HttpSession known = request.getSession(false);
                return known == null ? "nobody" : String.valueOf(known.getAttribute(USER));
        }
    }
}
