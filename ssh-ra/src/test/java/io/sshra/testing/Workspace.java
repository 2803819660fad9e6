package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder with what a server needs: keys, configuration, log. */
final class Workspace implements AutoCloseable {

    private final Path folder;

    Workspace(String name) {
        try {
            folder = Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path write(String name, List<String> lines) throws IOException {
        return Files.write(path(name), lines);
    }

    /** Empty if there is no such file. */
    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a key with this name; the public part is in a file {@code .pub}. */
    Path key(String name, String type) throws IOException {
        SshKeygen.key(path(name), type);
        Secrets.toldKey("a key of the name " + name, read(name));
        return path(name);
    }

    /** Type and Base64 of the public key, without a comment. */
    String publicKey(String name) {
        String[] words = read(name + ".pub").strip().split(" ");
        return words[0] + " " + words[1];
    }

    String fingerprint(String name) {
        try {
            return SshKeygen.fingerprint(path(name + ".pub"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end and returns what it wrote. */
    static String run(String... command) throws IOException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(started.getInputStream().readAllBytes());
        try {
            if (started.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    /** A file of a Debian package below the folder of the machine's architecture in {@code /usr/lib}; null if it is not installed. */
    static Path library(String name) {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve(name)).filter(Files::exists).findFirst().orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete(folder);
    }

    static void delete(Path tree) {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
