package org.example.first;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** The free space on a machine: {@code /first/disk?on=PROFILE}. */
@WebServlet("/disk")
public class Disk extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        String profile = request.getParameter("on");
        if (profile == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "Which machine? Add ?on=PROFILE");
            return;
        }
        // All requests of a user share one connection, in a session of this user called "disk".
        SshConnectionSpec spec = SshConnectionSpec.of(request.getRemoteUser(), "disk", profile);
        try (SshConnection connection = ssh.getConnection(spec)) {
            SshCommandResult result = connection.exec(SshCommand.of("df", "-h", "/").withTimeout(Duration.ofSeconds(10)));
            response.getWriter().print(result.succeeded() ? result.stdout() : "df failed: " + result.stderr());
        } catch (SshException e) {
            response.setStatus(HttpServletResponse.SC_BAD_GATEWAY);
            response.getWriter().println(e.getMessage());
        }
    }
}
