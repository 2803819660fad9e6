package io.sshra.sample.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Runs the demo SSH server and a WildFly until Ctrl-C, and says on the standard output what it does. */
public final class Launcher {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final String name;
    private final String command;

    /**
     * @param name    what is launched, in one word
     * @param command what the user has typed to launch it
     */
    public Launcher(String name, String command) {
        this.name = name;
        this.command = command;
    }

    /**
     * A port that the user has chosen.
     *
     * @throws IllegalArgumentException if it is no port number
     * @throws IOException              if it is in use
     */
    public int port(String text) throws IOException {
        int port = number(text);
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException("Port " + port + " is in use by another program. Choose another one: " + command + " -Dport="
                    + (port < 65_535 ? port + 1 : 8080), e);
        }
    }

    private static int number(String text) {
        String message = "-Dport=" + text + " is not a port number from 1 to 65535";
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(message, e);
        }
        throw new IllegalArgumentException(message);
    }

    /**
     * Starts WildFly, and stops it and the SSH server at Ctrl-C. Returns when everything has stopped.
     *
     * @param pages   what answers when WildFly is ready, see {@link WildFly#awaitReady}
     * @param welcome what the user is told then
     * @throws IOException if WildFly does not start, or ends by itself
     */
    public void run(DemoSshServer server, WildFly container, List<String> pages, String welcome) throws IOException, InterruptedException {
        run(server, List.of(container), container, pages, () -> welcome);
    }

    /**
     * Does the same with a cluster. Its nodes may end while it runs.
     *
     * @param welcome is asked when all are ready
     */
    public void run(DemoSshServer server, Cluster cluster, List<String> pages, Supplier<String> welcome) throws IOException, InterruptedException {
        List<WildFly> all = new ArrayList<>(cluster.nodes());
        all.add(cluster.balancer());
        run(server, all, cluster.balancer(), pages, welcome);
    }

    private void run(DemoSshServer server, List<WildFly> all, WildFly front, List<String> pages, Supplier<String> welcome)
            throws IOException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop(all, server);
            stopped.countDown();
        }, "stop-" + name));
        for (WildFly one : all) {
            say("Starting WildFly; its log is " + one.log());
            one.start();
        }
        say("Waiting until the pages answer");
        for (WildFly one : all) {
            one.awaitReady(START_LIMIT, pages);
        }
        System.out.println();
        System.out.println(welcome.get());
        System.out.println("Press Ctrl-C to stop all of it.");
        System.out.println();
        System.out.flush();
        front.awaitEnd();
        if (!front.isStopping()) {
            throw new IOException("WildFly has ended unexpectedly. Its log is " + front.log());
        }
        stopped.await();
    }

    private void stop(List<WildFly> all, DemoSshServer server) {
        try {
            say("Stopping WildFly and the demo SSH server");
        } finally {
            // Maven closes its console at the same time. An error of the output must not leave a server running.
            all.parallelStream().forEach(WildFly::stop);
            close(server);
        }
        say("All stopped");
    }

    private void close(DemoSshServer server) {
        try {
            server.close();
        } catch (IOException e) {
            say("The demo SSH server did not stop cleanly: " + e.getMessage());
        }
    }

    private void say(String what) {
        System.out.println("[" + name + "] " + what);
        System.out.flush();
    }
}
