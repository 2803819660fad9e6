package io.sshra.ssh.hostkey;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.base.Wildcards;
import io.sshra.ssh.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * One file in the format of {@code known_hosts} (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): hashed names, patterns, markers.
 * Written by replacing it as a whole, by one thread of this process at a time.
 */
public record KnownHosts(Path file) {

    private static final Pattern LINE = Pattern.compile("(?:(@\\S+)\\s+)?(\\S+)\\s+(\\S+\\s+\\S+)(?:\\s.*)?", Pattern.DOTALL);

    /** For all files: a key is added once in the life of a host. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    /** What a line says its key to be. */
    enum Marker {
        KEY, REVOKED, CERTIFICATE_AUTHORITY
    }

    /** What a line says about a host. */
    record Entry(PublicKey key, Marker marker, String place) {

        boolean isFor(PublicKey other) {
            return KeyUtils.compareKeys(key, other);
        }
    }

    /**
     * The entries for a host, in order.
     *
     * @param missingIsEmpty whether the file need not be there
     * @throws SshProfileException if it can't be read or has a line that can't be understood for this host
     */
    List<Entry> entries(Endpoint endpoint, boolean missingIsEmpty) throws SshException {
        List<String> lines = missingIsEmpty && Files.notExists(file) ? List.of() : lines();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                Entry entry = entry(line, file + ":" + (i + 1), endpoint);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    private List<String> lines() throws SshProfileException {
        try {
            // No other character ends a line for ssh: what it takes for a comment must not be a key here.
            return List.of(Files.readString(file).split("\n"));
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS, "known_hosts file " + file + " can't be read", e);
        }
    }

    /** Null if the line is about other hosts, or about a kind of key that is not known. */
    private static Entry entry(String line, String place, Endpoint endpoint) throws SshException {
        Matcher parts = LINE.matcher(line);
        try {
            if (!parts.matches()) {
                throw new IllegalArgumentException("not [@marker] names type key [comment]");
            }
            Marker marker = parts.group(1) == null ? Marker.KEY : switch (parts.group(1)) {
                case "@revoked" -> Marker.REVOKED;
                case "@cert-authority" -> Marker.CERTIFICATE_AUTHORITY;
                default -> throw new IllegalArgumentException("no marker " + parts.group(1));
            };
            if (!isAbout(endpoint, parts.group(2), marker)) {
                return null;
            }
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(parts.group(3))
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
            return key == null ? null : new Entry(key, marker, place);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS, "line " + place + " can't be understood", e);
        }
    }

    /**
     * Whether the names of a line are about a host. A key is that of one port; an authority, or what is revoked, is so for all
     * ports of a host, as OpenSSH takes it.
     */
    private static boolean isAbout(Endpoint endpoint, String names, Marker marker) throws GeneralSecurityException {
        return isAbout(name(endpoint), names) || marker != Marker.KEY && isAbout(endpoint.host(), names);
    }

    /** The names may be hashed, or patterns, of which {@code *} stands for every port, too. */
    private static boolean isAbout(String name, String names) throws GeneralSecurityException {
        if (names.startsWith("|")) {
            return isHashOf(name, names);
        }
        return Wildcards.matchListIgnoringCase(names, name);
    }

    private static boolean isHashOf(String name, String hashed) throws GeneralSecurityException {
        String[] parts = hashed.split("\\|");
        if (parts.length != 4 || !parts[1].equals("1")) {
            throw new IllegalArgumentException("no hashed name of a kind that is known");
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
        return Arrays.equals(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), Base64.getDecoder().decode(parts[3]));
    }

    /**
     * Adds a key, unless one of this host is there by now. The file is made, readable by its owner, if there is none.
     *
     * @return what the file says about the host then
     */
    List<Entry> add(Endpoint endpoint, PublicKey key) throws SshException {
        WRITING.lock();
        try {
            List<Entry> present = entries(endpoint, true);
            if (present.stream().anyMatch(entry -> entry.marker() == Marker.KEY)) {
                return present;
            }
            List<String> lines = new ArrayList<>(Files.exists(file) ? lines() : List.of());
            lines.add(line(endpoint, key));
            write(lines, endpoint);
            return entries(endpoint, false);
        } finally {
            WRITING.unlock();
        }
    }

    /**
     * Lets the file follow a host whose keys change: adds keys, and removes lines that are about this host alone and have
     * a key that it has no more.
     *
     * @param added which the file may have by now
     * @param kept  all keys of the host
     * @return whether there was anything to change
     */
    boolean replace(Endpoint endpoint, List<PublicKey> added, Collection<? extends PublicKey> kept) throws SshException {
        WRITING.lock();
        try {
            List<String> lines = new ArrayList<>(lines());
            boolean changed = lines.removeIf(line -> isObsolete(line, endpoint, kept));
            List<Entry> present = entries(endpoint, false);
            for (PublicKey key : added) {
                if (present.stream().noneMatch(entry -> entry.isFor(key))) {
                    lines.add(line(endpoint, key));
                    changed = true;
                }
            }
            if (changed) {
                write(lines, endpoint);
            }
            return changed;
        } finally {
            WRITING.unlock();
        }
    }

    private static boolean isObsolete(String line, Endpoint endpoint, Collection<? extends PublicKey> kept) {
        String[] words = line.strip().split("\\s+", 2);
        boolean aboutItAlone = words[0].startsWith("|") || words[0].equals(name(endpoint));
        try {
            Entry entry = aboutItAlone ? entry(line.strip(), "", endpoint) : null;
            return entry != null && kept.stream().noneMatch(entry::isFor);
        } catch (SshException notUnderstood) {
            return false;
        }
    }

    private static String name(Endpoint endpoint) {
        return endpoint.port() == 22 ? endpoint.host() : "[" + endpoint.host() + "]:" + endpoint.port();
    }

    private static String line(Endpoint endpoint, PublicKey key) {
        return name(endpoint) + " " + PublicKeyEntry.toString(key);
    }

    /** Under the lock. Whoever reads meanwhile sees the old file or the new one. */
    private void write(List<String> lines, Endpoint endpoint) throws SshProfileException {
        try {
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path next = Files.createTempFile(real.getParent(), ".known_hosts-", ".new");
            try {
                Files.write(next, lines);
                if (Files.exists(real) && Files.getFileAttributeView(real, PosixFileAttributeView.class) != null) {
                    Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(real));
                }
                Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.UNWRITABLE_KNOWN_HOSTS, "keys of " + endpoint + " can't be added to "
                    + file, e);
        }
    }
}
