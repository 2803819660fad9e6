package io.sshra.test;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshTarget;
import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What {@link SoakTest} needs inside the container. The parameter {@code do} chooses: {@code load} starts the threads, {@code
 * stop} ends them, {@code figures} returns figures of the process and the adapter, and so on. Answers are lines with a name, a
 * tab and a value.
 */
@WebServlet("/soak")
public class SoakServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The adapter's class whose objects are in the container's pool. */
    private static final String LEASE = "io.sshra.adapter.SshManagedConnection";

    @Resource(lookup = SoakTest.SHARED)
    private transient SshConnectionFactory shared;
    @Resource(lookup = SoakTest.FLUSHED)
    private transient SshConnectionFactory flushed;
    private transient SoakLoad load;

    @Override
    protected synchronized void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        try {
            response.getWriter().print(String.join("\n", answer(request)));
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private List<String> answer(HttpServletRequest request) throws Exception {
        switch (request.getParameter("do")) {
            case "load" -> {
                Path folder = Path.of(request.getParameter("folder"));
                SshTarget refusing = SshTarget.builder().host("127.0.0.1").port(number(request, "refusing")).username("nobody")
                        .password("wrong".toCharArray()).hostKeyFingerprint(request.getParameter("fingerprint")).build();
                load = new SoakLoad(Map.of(SoakTest.SHARED, shared, SoakTest.FLUSHED, flushed),
                        SoakKey.read(folder.resolve(SoakKey.FILE)), refusing, folder, number(request, "echo"));
                load.start(Long.parseLong(request.getParameter("seed")));
                return List.of();
            }
            case "stop" -> {
                return load.stop();
            }
            case "unexpected" -> {
                return load.outcomes().unexpected();
            }
            case "counts" -> {
                return load.outcomes().counts();
            }
            case "ran" -> {
                return load.ran().entrySet().stream().map(entry -> entry.getKey().mark() + "\t" + entry.getValue()).toList();
            }
            case "use" -> {
                return List.of(String.valueOf(load.useAll()));
            }
            case "end" -> {
                return List.of(String.valueOf(load.endAll()));
            }
            case "figures" -> {
                return figures();
            }
            default -> throw new IllegalArgumentException(request.getQueryString());
        }
    }

    private static int number(HttpServletRequest request, String name) {
        return Integer.parseInt(request.getParameter(name));
    }

    private List<String> figures() throws Exception {
        long leases = reachable(LEASE);
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        List<String> threads = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
        List<SshConnectionInfo> listed = load == null ? List.of() : load.listed();
        List<String> figures = new ArrayList<>();
        figures.add(SoakTest.HEAP + "\t" + heap / 1024);
        figures.add(SoakTest.THREADS + "\t" + threads.size());
        figures.add(SoakTest.CONNECTING_THREADS + "\t" + threads.stream().filter(SoakServlet::isConnecting).count());
        figures.add(SoakTest.ADAPTER_THREADS + "\t" + threads.stream().filter(SoakServlet::isOfAdapter).count());
        figures.add(SoakTest.DESCRIPTORS + "\t" + descriptors(""));
        figures.add(SoakTest.SOCKETS + "\t" + descriptors("socket:"));
        figures.add(SoakTest.LEASES + "\t" + leases);
        figures.add(SoakTest.TOTAL + "\t" + shared.sessions().totalConnections());
        figures.add(SoakTest.LISTED + "\t" + listed.size());
        figures.add(SoakTest.ALIVE + "\t" + listed.stream().filter(SshConnectionInfo::alive).count());
        figures.add(SoakTest.CHANNELS + "\t" + listed.stream().mapToInt(SshConnectionInfo::openChannels).sum());
        return figures;
    }

    /** The number of reachable objects of this class, after a garbage collection. */
    private static long reachable(String type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] {new String[0]},
                new String[] {String[].class.getName()});
        // One line for each class: rank, number of objects, bytes, name, and the module if there is one.
        return histogram.lines().map(line -> line.trim().split("\\s+")).filter(word -> word.length > 3 && word[3].equals(type))
                .mapToLong(word -> Long.parseLong(word[1])).sum();
    }

    /** Such a thread waits for a while for the next connect. */
    private static boolean isConnecting(String thread) {
        return thread.startsWith("ssh-ra-connect");
    }

    private static boolean isOfAdapter(String thread) {
        return (thread.startsWith("ssh-ra") || thread.startsWith("sshd-")) && !isConnecting(thread);
    }

    /** The number of this process's file descriptors whose target begins with this text. */
    private static long descriptors(String beginning) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(one -> leadsTo(one, beginning)).count();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean leadsTo(Path descriptor, String beginning) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith(beginning);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
