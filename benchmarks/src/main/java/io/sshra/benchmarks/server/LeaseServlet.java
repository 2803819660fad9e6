package io.sshra.benchmarks.server;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshException;
import io.sshra.benchmarks.nothing.NothingConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a lease and its return, with the adapter and with one that does nothing, in turns. Parameters: {@code keys}, in ascending
 * order, and {@code threads}, both separated by commas; {@code turns}, and the {@code millis} of each; {@code warmUpMillis}. Each line
 * of the answer has keys, threads and the microseconds of both adapters.
 */
@WebServlet("/measure")
public class LeaseServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int CONNECTING_THREADS = 32;

    @Resource(lookup = "java:/eis/ssh")
    private transient SshConnectionFactory ssh;

    @Resource(lookup = "java:/eis/nothing")
    private transient NothingConnectionFactory nothing;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        PrintWriter out = response.getWriter();
        try {
            int[] keys = numbers(request, "keys");
            SshConnectionSpec[] specs = IntStream.range(0, keys[keys.length - 1])
                    .mapToObj(i -> SshConnectionSpec.of("user" + i, "session" + i, "default")).toArray(SshConnectionSpec[]::new);
            Loop.Lease ours = key -> ssh.getConnection(specs[key]).close();
            Loop.Lease containers = key -> {
                SshConnectionSpec spec = specs[key];
                nothing.getConnection(spec.user(), spec.session(), spec.profile()).close();
            };
            for (int count : keys) {
                Loop loop = new Loop(count);
                loop.touchAll(ours, CONNECTING_THREADS);
                loop.touchAll(containers, CONNECTING_THREADS);
                measure(loop, ours, containers, request, out);
                int connections = ssh.sessions().totalConnections();
                if (connections != count) {
                    throw new IllegalStateException("only " + connections + " of " + count + " connections are open");
                }
            }
        } catch (Exception e) {
            // The status was sent with the first figures.
            e.printStackTrace(out);
        }
    }

    private static int[] numbers(HttpServletRequest request, String name) {
        return Stream.of(request.getParameter(name).split(",")).mapToInt(Integer::parseInt).toArray();
    }

    private static void measure(Loop loop, Loop.Lease ours, Loop.Lease containers, HttpServletRequest request, PrintWriter out)
            throws Exception {
        int[] threads = numbers(request, "threads");
        int millis = numbers(request, "millis")[0];
        for (Loop.Lease warming : new Loop.Lease[] {ours, containers, ours, containers}) {
            loop.micros(warming, threads[threads.length - 1], numbers(request, "warmUpMillis")[0]);
        }
        for (int count : threads) {
            for (int turn = 0; turn < numbers(request, "turns")[0]; turn++) {
                out.printf(Locale.ROOT, "%d %d %.4f %.4f%n", loop.keys(), count, loop.micros(ours, count, millis),
                        loop.micros(containers, count, millis));
                out.flush();
            }
        }
    }
}
