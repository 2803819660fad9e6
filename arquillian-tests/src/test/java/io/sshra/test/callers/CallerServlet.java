package io.sshra.test.callers;

import io.sshra.SshConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.FutureTask;

/** Returns whose connection its caller gets. The path chooses the kind of call. */
@WebServlet(urlPatterns = {"/secured/*", "/open/*"}, asyncSupported = true)
public class CallerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Resource
    private transient ManagedExecutorService executor;

    @EJB
    private transient CallerBean bean;

    @EJB
    private transient RunAsBean runAs;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String way = request.getPathInfo();
        if (way.equals("/async")) {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    response.getWriter().print(Whose.connection(ssh));
                } catch (IOException e) {
                    getServletContext().log("not answered", e);
                }
                async.complete();
            });
            return;
        }
        try {
            response.getWriter().print(switch (way) {
                case "/servlet" -> Whose.connection(ssh);
                case "/bean" -> bean.here();
                case "/async-bean" -> bean.later().get();
                case "/run-as" -> runAs.here();
                case "/behind-run-as" -> bean.behindRunAs();
                case "/executor" -> executor.submit(() -> Whose.connection(ssh)).get();
                case "/thread" -> onNewThread();
                default -> throw new IllegalArgumentException(way);
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String onNewThread() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> Whose.connection(ssh));
        new Thread(task).start();
        return task.get();
    }
}
