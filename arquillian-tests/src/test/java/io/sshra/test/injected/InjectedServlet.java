package io.sshra.test.injected;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.cdi.Ssh;
import io.sshra.cdi.SshHttpSession;
import io.sshra.cdi.SshScope;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/**
 * Uses injected connections; the path says how. A connection is shown as its user, its session, its number and its login. An exception is
 * shown as its code. The servlet has one instance for all users.
 */
@WebServlet({"/secured/*", "/open/*"})
public class InjectedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    @Ssh("own")
    private transient SshConnection own;
    @Inject
    @Ssh(value = "own", scope = SshScope.REQUEST)
    private transient SshConnection ofRequest;
    @Inject
    @Ssh(value = "own", factory = "java:/eis/ssh")
    private transient SshConnection named;
    @Inject
    @Ssh(value = "own", factory = "java:/eis/none")
    private transient SshConnection nowhere;
    @Inject
    private transient SshHttpSession session;
    @Inject
    private transient Clock clock;
    @Inject
    private transient Visit visit;
    @Inject
    private transient Events events;
    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;
    /** By user. */
    private final transient Map<String, SshConnection> kept = new ConcurrentHashMap<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(coded(() -> answer(request)));
    }

    /** The result, or the code of the exception. */
    static String coded(Callable<String> work) {
        try {
            return work.call();
        } catch (SshException e) {
            return e.getErrorCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String answer(HttpServletRequest request) throws Exception {
        String user = request.getRemoteUser();
        return switch (request.getPathInfo()) {
            case "/use" -> shown(own);
            case "/twice" -> shown(own) + "," + shown(session.connection("own")) + "," + shown(named);
            case "/request" -> shown(ofRequest) + "," + shown(ofRequest);
            case "/both" -> shown(own) + "," + shown(ofRequest);
            case "/again" -> {
                String before = shown(own);
                SshConnectionInfo info = own.info();
                ssh.sessions().closeSession(info.userId(), info.sessionId());
                yield before + "," + coded(() -> shown(own)) + "," + shown(own);
            }
            case "/early" -> {
                String first = shown(own);
                own.close();
                yield first + "," + shown(own);
            }
            case "/nowhere" -> shown(nowhere);
            case "/thread" -> {
                FutureTask<String> task = new FutureTask<>(() -> coded(() -> shown(own)));
                new Thread(task).start();
                yield task.get();
            }
            case "/timer" -> clock.ofHttpSession() + "," + clock.ofRequest();
            case "/keep" -> {
                kept.put(user, session.open("own"));
                yield shown(kept.get(user));
            }
            case "/kept" -> shown(kept.get(user));
            case "/short" -> {
                request.getSession().setMaxInactiveInterval(1);
                yield shown(own);
            }
            case "/end" -> String.valueOf(session.end());
            case "/log-out" -> {
                request.getSession().invalidate();
                yield "";
            }
            case "/log-out-and-use" -> {
                request.getSession().invalidate();
                yield coded(() -> shown(own));
            }
            case "/async" -> clock.asynchronously(false).get() + "," + clock.asynchronously(true).get();
            case "/bean" -> visit.shown();
            case "/has-session" -> String.valueOf(request.getSession(false) != null);
            case "/events" -> String.valueOf(events.told());
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    static String shown(SshConnection connection) throws SshException {
        SshConnectionInfo info = connection.info();
        return info.userId() + "/" + info.sessionId() + "/" + info.number() + "/" + connection.exec("login").stdout().replaceAll(":.*", "");
    }
}
