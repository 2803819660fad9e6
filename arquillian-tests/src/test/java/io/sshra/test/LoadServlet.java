package io.sshra.test;

import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Opens connections of sessions {@code first} to {@code first + count - 1} for a test on the client's side. Kinds of {@code
 * what}: {@code use} gets a lease, runs a command and returns the lease, {@code background} does so on threads that nobody
 * waits for, {@code everything} runs all operations.
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
                .hostKeyFingerprint(request.getParameter("fingerprint")).allowForwarding(true).build();
        int first = number(request, "first");
        IntStream sessions = IntStream.range(first, first + number(request, "count"));
        if (request.getParameter("what").equals("background")) {
            sessions.forEach(i -> new Thread(() -> use(i, target), "load-" + i).start());
        } else if (request.getParameter("what").equals("everything")) {
            for (int session : sessions.toArray()) {
                useEverything(session, target);
            }
            response.getWriter().print("all");
        } else {
            response.getWriter().print(sessions.parallel().filter(i -> use(i, target)).count());
        }
    }

    private static int number(HttpServletRequest request, String name) {
        return Integer.parseInt(request.getParameter(name));
    }

    private void useEverything(int session, SshTarget target) throws IOException {
        try (SshConnection connection = ssh.getConnection(new SshConnectionSpec("load", "s" + session, "p", target))) {
            connection.exec("true");
            try (SshProcess process = connection.start(SshCommand.shell("cat")); SshShell shell = connection.shell(SshPty.xterm())) {
                process.stdin().close();
                process.stdout().read();
                shell.stdout().read();
            }
            Path here = Files.createTempDirectory("load");
            Path file = Files.writeString(here.resolve("file"), "content");
            connection.upload(here, here + "-there");
            connection.download(here + "-there", here.resolve("back"));
            try (FileSystem files = connection.fileSystem()) {
                Path there = files.getPath(here + "-there");
                Files.delete(there.resolve("file"));
                Files.delete(there);
            }
            for (Path made : List.of(here.resolve("back").resolve("file"), here.resolve("back"), file, here)) {
                Files.delete(made);
            }
            for (SshForward forward : List.of(connection.forwardLocal(0, target.host(), target.port()), connection.forwardDynamic(0))) {
                try (forward; Socket client = new Socket("127.0.0.1", forward.port())) {
                    client.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().read();
                }
            }
        } catch (SshException e) {
            throw new IOException(e);
        }
    }

    private boolean use(int session, SshTarget target) {
        try (SshConnection connection = ssh.getConnection(new SshConnectionSpec("load", "s" + session, "p", target))) {
            return connection.exec("true").succeeded();
        } catch (SshException e) {
            return false;
        }
    }
}
