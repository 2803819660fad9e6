package io.sshra.test.servers.application;

import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does one thing with a connection for a test; the last part of the path says what. {@code run} gets a connection, runs a command and
 * closes it, as a servlet does. {@code together} does that on {@code count} threads at the same time. {@code hold} gets a connection and keeps
 * it under a name, {@code exec} runs a command on it, {@code close} closes it. {@code end} ends a session, {@code open} lists its
 * connections.
 *
 * <p>A connection that is held is got on a thread of the application's own, because some servers close what a servlet's thread has got when
 * the call ends. {@code take} does the same on the servlet's thread, and {@code manage} on a managed thread.
 *
 * <p>The first line of an answer is {@code ok}; or {@code failed}, the class of the adapter's exception, and its code; or {@code unexpected}.
 */
abstract class Calls extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, SshConnection> held = new ConcurrentHashMap<>();
    private final transient ExecutorService threads = Executors.newCachedThreadPool();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        PrintWriter out = response.getWriter();
        try {
            String answer = answer(request);
            out.print("ok\n" + answer);
        } catch (SshException e) {
            out.print("failed " + e.getClass().getName() + " " + e.code() + "\n" + e.getMessage());
        } catch (Exception e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            out.print("unexpected\n" + trace);
        }
    }

    private String answer(HttpServletRequest request) throws Exception {
        String command = request.getParameter("command");
        String name = request.getParameter("name");
        switch (request.getPathInfo()) {
            case "/run":
                return run(factory(request), spec(request), command);
            case "/together":
                return together(request, command);
            case "/hold":
                SshConnectionFactory factory = factory(request);
                SshConnectionSpec spec = spec(request);
                held.put(name, onOwnThread(() -> factory.getConnection(spec)));
                return "";
            case "/manage":
                SshConnectionFactory managed = factory(request);
                SshConnectionSpec of = spec(request);
                held.put(name, result(managedThreads().submit(() -> managed.getConnection(of))));
                return "";
            case "/take":
                held.put(name, factory(request).getConnection(spec(request)));
                return "";
            case "/exec":
                return text(held.get(name).exec(command));
            case "/close":
                held.remove(name).close();
                return "";
            case "/end":
                return String.valueOf(factory(request).sessions().closeSession(request.getParameter("user"), request.getParameter("session")));
            default:
                List<String> open = new ArrayList<>();
                factory(request).sessions().connections(request.getParameter("user"), request.getParameter("session"))
                        .forEach(info -> open.add(info.profile() + " alive=" + info.alive()));
                return String.join("\n", open);
        }
    }

    /** The connection factory with this name in the tests. */
    abstract SshConnectionFactory factory(String name) throws Exception;

    /** Threads of the server for the application. */
    abstract ExecutorService managedThreads() throws Exception;

    private SshConnectionFactory factory(HttpServletRequest request) throws Exception {
        return factory(request.getParameter("on"));
    }

    private static SshConnectionSpec spec(HttpServletRequest request) {
        return SshConnectionSpec.of(request.getParameter("user"), request.getParameter("session"), request.getParameter("profile"));
    }

    /** Also says whose connection it is. */
    private static String run(SshConnectionFactory factory, SshConnectionSpec spec, String command) throws SshException {
        try (SshConnection connection = factory.getConnection(spec)) {
            SshCommandResult result = connection.exec(command);
            return connection.info().userId() + "/" + connection.info().sessionId() + "/" + connection.info().profile() + "\n" + text(result);
        }
    }

    private static String text(SshCommandResult result) {
        return (result.connectionLost() ? "lost" : String.valueOf(result.exitCode())) + "\n" + result.stdout();
    }

    private String together(HttpServletRequest request, String command) throws Exception {
        SshConnectionFactory factory = factory(request);
        SshConnectionSpec spec = spec(request);
        int count = Integer.parseInt(request.getParameter("count"));
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(threads.submit(() -> {
                start.await();
                return run(factory, spec, command);
            }));
        }
        StringBuilder answers = new StringBuilder();
        for (Future<String> one : all) {
            answers.append(result(one));
        }
        return answers.toString();
    }

    private <T> T onOwnThread(Callable<T> call) throws Exception {
        return result(threads.submit(call));
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
