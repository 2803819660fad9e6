package io.sshra.test;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Opens connections of sessions {@code first} to {@code first + count - 1} for a test on the client's side. Kinds of
 * {@code what}: {@code use} leases and gives back, {@code background} does it on threads that nobody waits for.
 */
@WebServlet("/load")
public class LoadServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        SshTarget target = SshTarget.builder().host("127.0.0.1").port(number(request, "port"))
                .username(request.getParameter("login")).privateKey(Files.readString(Path.of(request.getParameter("key"))))
                .hostKeyFingerprint(request.getParameter("fingerprint")).build();
        int first = number(request, "first");
        IntStream sessions = IntStream.range(first, first + number(request, "count"));
        if (request.getParameter("what").equals("background")) {
            sessions.forEach(i -> new Thread(() -> use(i, target), "load-" + i).start());
        } else {
            response.getWriter().print(sessions.parallel().filter(i -> use(i, target)).count());
        }
    }

    private static int number(HttpServletRequest request, String name) {
        return Integer.parseInt(request.getParameter(name));
    }

    private boolean use(int session, SshTarget target) {
        try (SshConnection connection = ssh.getConnection(new SshConnectionSpec("load", "s" + session, "p", target))) {
            return connection.exec("true").succeeded();
        } catch (SshException e) {
            return false;
        }
    }
}
