package io.sshra.sample.console;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The favourite profiles of each user, and those that the user has connected to last. They outlive the visit and are kept at this server, a file for
 * each user: in the browser, the next user of it could read them. Only profiles of operators are among them. Thread-safe.
 */
@ApplicationScoped
public class Favourites {

    static final int MOST_RECENT = 8;
    static final int MOST_FAVOURITES = 200;

    private static final Logger LOG = System.getLogger(Favourites.class.getName());
    private static final String FAVOURITE = "favourite ";
    private static final String RECENT = "recent ";

    private final Map<String, Chosen> users = new ConcurrentHashMap<>();
    private final Path folder;

    /**
     * What one user has chosen.
     *
     * @param recent latest first
     */
    record Chosen(List<String> favourites, List<String> recent) {

        private static List<String> named(List<String> lines, String kind) {
            return lines.stream().filter(line -> line.startsWith(kind)).map(line -> line.substring(kind.length())).toList();
        }

        static Chosen of(List<String> lines) {
            return new Chosen(named(lines, FAVOURITE), named(lines, RECENT));
        }

        List<String> lines() {
            return Stream.concat(favourites.stream().map(FAVOURITE::concat), recent.stream().map(RECENT::concat)).toList();
        }

        Chosen withFavourite(String profile, boolean wanted) {
            List<String> changed = new ArrayList<>(favourites);
            changed.remove(profile);
            if (wanted) {
                changed.add(profile);
            }
            return new Chosen(List.copyOf(changed), recent);
        }

        Chosen withRecent(String profile) {
            return new Chosen(favourites, Stream.concat(Stream.of(profile), recent.stream().filter(other -> !other.equals(profile)))
                    .limit(MOST_RECENT).toList());
        }
    }

    /** In the folder of the server's data. */
    public Favourites() {
        this(Path.of(System.getProperty("jboss.server.data.dir"), "ssh-console"));
    }

    Favourites(Path folder) {
        this.folder = folder;
    }

    Chosen of(String user) {
        return users.computeIfAbsent(user, this::read);
    }

    /** @return false if the user has as many favourites as one may have; nothing is changed then */
    boolean setFavourite(String user, String profile, boolean wanted) {
        Chosen changed = change(user, before -> wanted && before.favourites().size() >= MOST_FAVOURITES ? before
                : before.withFavourite(profile, wanted));
        return changed.favourites().contains(profile) == wanted;
    }

    /** The user has connected to this profile. */
    void connected(String user, String profile) {
        change(user, before -> before.withRecent(profile));
    }

    private Chosen change(String user, UnaryOperator<Chosen> change) {
        return users.compute(user, (name, known) -> {
            Chosen before = known == null ? read(name) : known;
            Chosen after = change.apply(before);
            if (!after.equals(before)) {
                write(name, after);
            }
            return after;
        });
    }

    private Chosen read(String user) {
        Path file = file(user);
        try {
            return Chosen.of(Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The favourites of " + user + " can't be read from " + file + ", so there are none", e);
            return new Chosen(List.of(), List.of());
        }
    }

    private void write(String user, Chosen chosen) {
        Path file = file(user);
        try {
            Files.createDirectories(folder);
            Path fresh = Files.write(file.resolveSibling(file.getFileName() + ".new"), chosen.lines());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The favourites of " + user + " can't be written to " + file, e);
        }
    }

    /** Users may have any characters in their names. */
    private Path file(String user) {
        try {
            return folder.resolve(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
