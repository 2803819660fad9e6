package io.sshra.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** WildFly's server.log from a given moment on. */
final class ServerLog {

    /**
     * What the adapter and WildFly log when a timer fires before its last run has ended, and what WildFly logs when a management client
     * of the tests closes before it has seen the end of its last request. How often that happens depends on the machine; the pool's tests
     * show that a run waits for nothing.
     */
    private static final List<String> BUSY = List.of("SSHRA000201", "WFLYEJB0043", "WFLYPRT0057");

    private static final Pattern NO_CONNECTION = Pattern.compile("SSHRA000(109|110|111)");

    private final Path file;
    private final long start;

    private ServerLog(Path file, long start) {
        this.file = file;
        this.start = start;
    }

    private static ServerLog fromNow(Path file) {
        try {
            return new ServerLog(file, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path fileHere() {
        return Path.of(System.getProperty("jboss.server.log.dir"), "server.log");
    }

    /** From the server's start on, inside the container. */
    static ServerLog wholeFile() {
        return new ServerLog(fileHere(), 0);
    }

    /** From now on, inside the container. */
    static ServerLog here() {
        return fromNow(fileHere());
    }

    /** From now on, on the client's side. */
    static ServerLog ofContainer() {
        return fromNow(Path.of(System.getProperty("wildfly.base"), "log", "server.log"));
    }

    List<String> lines() {
        try {
            byte[] all = Files.readAllBytes(file);
            return new String(all, (int) start, (int) (all.length - start), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of the adapter with this code. */
    List<String> withCode(String code) {
        return lines().stream().filter(line -> line.contains(code)).toList();
    }

    /** All lines except those that a busy machine causes. */
    List<String> linesButOfABusyMachine() {
        return lines().stream().filter(line -> BUSY.stream().noneMatch(line::contains)).toList();
    }

    /**
     * Warnings, errors and lines of stack traces, except those that a busy machine causes, and those about callers who got no
     * connection: tests cause these.
     */
    List<String> complaints() {
        return linesButOfABusyMachine().stream().filter(line -> !NO_CONNECTION.matcher(line).find())
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("\tat ")
                        || line.startsWith("Caused by:"))
                .toList();
    }
}
