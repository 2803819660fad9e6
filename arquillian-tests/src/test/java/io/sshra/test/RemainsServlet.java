package io.sshra.test;

import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.runtime.ObjectMethods;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Finds out what deployments have left in the server's JVM, from a separate application that does not depend on the adapter.
 * Kinds of {@code what}: {@code remember} records the class loaders of the current deployments; {@code loaders} lists those
 * that still exist; {@code state} lists what the whole JVM has, one item a line; {@code workers} returns the number of threads
 * that serve requests, and {@code work} occupies one of them until {@code count} of these requests have come.
 *
 * <p>An idle thread of the container (org.jboss.threads.EnhancedQueueExecutor) has its first and its last task on its stack,
 * and with them the deployments of that time. So {@code begin} creates threads whose first task belongs to this application,
 * all of them get other tasks before anything is counted as left, and {@code born} returns how many threads were created since
 * nevertheless.
 */
@WebServlet("/remains")
public class RemainsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final int THREADS = 4;

    private static final int PATIENCE_SECONDS = 2;

    @EJB
    private transient RemainsBean bean;

    private final transient Set<Thread> old = ConcurrentHashMap.newKeySet();
    private final transient Map<String, CountDownLatch> meetings = new ConcurrentHashMap<>();
    private final transient Map<String, WeakReference<ClassLoader>> loaders = new ConcurrentSkipListMap<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        try {
            PrintWriter out = response.getWriter();
            switch (request.getParameter("what")) {
                case "remember" -> remember();
                case "begin" -> begin();
                case "born" -> out.println(workers().filter(thread -> !old.contains(thread)).count());
                case "workers" -> out.println(threads("default task-").count());
                case "work" -> meet(meetings.computeIfAbsent(request.getParameter("meeting"),
                        name -> new CountDownLatch(Integer.parseInt(request.getParameter("count")))));
                case "loaders" -> left().forEach(out::println);
                default -> state().sorted().forEach(out::println);
            }
        } catch (Throwable e) {
            throw new ServletException(e);
        }
    }

    private void remember() throws NamingException {
        ClassLoader adapter = InitialContext.doLookup("java:/eis/ssh").getClass().getClassLoader();
        ClassLoader application = getServletContext().getContext("/tests").getClassLoader();
        for (ClassLoader loader : new ClassLoader[] {adapter, application}) {
            loaders.put(String.format("%03d %s", loaders.size(), loader), new WeakReference<>(loader));
        }
    }

    private Collection<String> left() throws Throwable {
        occupy((int) threads("EJB default").count());
        forgetLastRecord();
        System.gc();
        loaders.values().removeIf(loader -> loader.refersTo(null));
        return loaders.keySet();
    }

    private void begin() throws Exception {
        occupy(THREADS);
        old.addAll(workers().toList());
    }

    private static Stream<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().matches("(default task-|EJB default).*"));
    }

    /** Creates this many timer threads, each with a task of this application. */
    private void occupy(int threads) throws Exception {
        List<Future<Boolean>> work = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(threads);
        for (long i = all.getCount(); i > 0; i--) {
            work.add(bean.work(all));
        }
        for (Future<Boolean> one : work) {
            one.get();
        }
    }

    /**
     * The JDK retains the types of the record whose methods were linked last ({@code MethodHandle.asTypeCache} of constants in
     * {@code java.lang.runtime.ObjectMethods}). This record replaces it.
     */
    private static void forgetLastRecord() throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle getter = lookup.findVirtual(Last.class, "component", MethodType.methodType(RemainsServlet.class));
        for (MethodType type : List.of(MethodType.methodType(boolean.class, Last.class, Object.class),
                MethodType.methodType(int.class, Last.class), MethodType.methodType(String.class, Last.class))) {
            String method = Map.of(boolean.class, "equals", int.class, "hashCode", String.class, "toString").get(type.returnType());
            ObjectMethods.bootstrap(lookup, method, type, Last.class, "component", getter);
        }
    }

    private record Last(RemainsServlet component) {
    }

    /** Waits for the other requests, so that each has its own thread. */
    static void meet(CountDownLatch others) throws InterruptedException {
        others.countDown();
        others.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Stream<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith(prefix));
    }

    private static Stream<String> state() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        CompositeData[] events = (CompositeData[]) beans.getAttribute(
                new ObjectName("jdk.management.jfr:type=FlightRecorder"), "EventTypes");
        return Stream.of(
                Stream.of("ssh-ra", "SshClient").flatMap(RemainsServlet::threads).map(name -> "thread " + name),
                Arrays.stream(Security.getProviders()).map(RemainsServlet::described),
                beans.queryNames(null, null).stream().map(name -> "bean " + name),
                Arrays.stream(events).map(event -> "event " + event.get("name")),
                descriptors()).flatMap(Function.identity());
    }

    private static String described(Provider provider) {
        return "provider " + provider.getName() + " of " + provider.getClass().getClassLoader();
    }

    /** Files, pipes and selectors; not sockets, which come and go with the test's own requests. */
    private static Stream<String> descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(RemainsServlet::target).filter(target -> !target.startsWith("socket:"))
                    .map(target -> target.replaceAll("pipe:.*", "pipe"))
                    .collect(Collectors.groupingBy(target -> target, Collectors.counting()))
                    .entrySet().stream().map(file -> "descriptor " + file);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (java.nio.file.NoSuchFileException closed) {
            return "socket: or what else was closed meanwhile";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
