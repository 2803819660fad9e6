package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets of this process, as Linux knows them. */
public final class OwnSockets {

    private static final String LISTEN = "0A";
    private static final String ESTABLISHED = "01";

    /** @param remotePort 0 if it listens */
    public record Connection(int localPort, int remotePort) {
    }

    private OwnSockets() {
    }

    /** Those that listen. */
    public static Set<Connection> listening() {
        return inState(LISTEN);
    }

    /** Those that are connected. */
    public static Set<Connection> connected() {
        return inState(ESTABLISHED);
    }

    private static Set<Connection> inState(String state) {
        Set<String> own = inodes();
        Set<Connection> found = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : lines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals(state) && own.contains("socket:[" + fields[9] + "]")) {
                    found.add(new Connection(port(fields[1]), port(fields[2])));
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static Set<String> inodes() {
        Set<String> links = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    links.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException e) {
                    // It was closed meanwhile.
                }
            }
            return links;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
