package io.sshra.ssh.hostkey;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * One file in the format of {@code known_hosts} (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): hashed names, patterns, markers.
 * Written by replacing it as a whole, by one thread of this process at a time.
 */
public record KnownHosts(Path file) {

    /** One character for each byte, so that lines are written back unchanged. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /** One lock for all files: keys are added rarely. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    /**
     * What a line says about a host.
     *
     * @param ofOtherPort whether the line names the host without its port, so that it is about port 22
     */
    record Entry(PublicKey key, KnownHostsLine.Marker marker, String place, boolean ofOtherPort) {

        /** Whether the host must have this key. */
        boolean isKeyOfHost() {
            return marker == KnownHostsLine.Marker.KEY && !ofOtherPort;
        }

        boolean isFor(PublicKey other) {
            return KeyUtils.compareKeys(key, other);
        }
    }

    /**
     * The entries for a host, in order. Invalid lines are skipped with a warning, as ssh skips them.
     *
     * @param missingIsEmpty whether the file need not be there
     * @throws SshProfileException if the file can't be read, or an invalid line is meant to revoke a key, which could be any
     *         key
     */
    List<Entry> entries(HostName host, boolean missingIsEmpty) throws SshException {
        List<String> lines = missingIsEmpty && Files.notExists(file) ? List.of() : lines();
        List<Entry> entries = new ArrayList<>();
        KnownHostsWarnings warnings = new KnownHostsWarnings(file);
        for (int i = 0; i < lines.size(); i++) {
            String place = file + ":" + (i + 1);
            try {
                Entry entry = entry(lines.get(i), place, host);
                if (entry != null) {
                    entries.add(entry);
                }
            } catch (InvalidLineException e) {
                if (e.isRevocation()) {
                    throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS,
                            "line " + place + " is meant to revoke a key and is invalid: " + e.getMessage(), e);
                }
                warnings.skipped(i + 1, lines.get(i), e);
            }
        }
        warnings.end();
        return entries;
    }

    /**
     * A line may have bytes of any encoding. Lines end only where they end for ssh, so that nothing in a comment for ssh is a
     * key here.
     */
    private List<String> lines() throws SshProfileException {
        try {
            return List.of(Files.readString(file, BYTES).split("\n"));
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KNOWN_HOSTS, "known_hosts file " + file + " can't be read", e);
        }
    }

    /**
     * Null if the line is about other hosts, or has an unknown type of key. As in OpenSSH, an authority or a revoked key counts
     * for all ports of a host.
     */
    private static Entry entry(String text, String place, HostName host) throws InvalidLineException {
        KnownHostsLine line = KnownHostsLine.parse(text);
        boolean isAboutIt = line != null && line.isAbout(host.name());
        boolean isAboutPort22 = line != null && !isAboutIt && line.isAbout(host.portless());
        PublicKey key = isAboutIt || isAboutPort22 ? line.key() : null;
        return key == null ? null : new Entry(key, line.marker(), place, isAboutPort22);
    }

    /**
     * Adds a key, unless the file has a key of this host by now. A missing file is created, readable by its owner only.
     *
     * @return what the file says about the host after that
     */
    List<Entry> add(HostName host, PublicKey key) throws SshException {
        WRITING.lock();
        try {
            List<Entry> present = entries(host, true);
            if (present.stream().anyMatch(Entry::isKeyOfHost)) {
                return present;
            }
            List<String> lines = new ArrayList<>(Files.exists(file) ? lines() : List.of());
            lines.add(line(host, key));
            write(lines, host);
            return entries(host, false);
        } finally {
            WRITING.unlock();
        }
    }

    /**
     * Updates the file for a host whose keys have changed: adds keys, and removes lines that are about this host alone and have
     * a key that it does not have any more.
     *
     * @param added keys to add; the file may have them by now
     * @param kept  all keys of the host
     * @return whether there was anything to change
     */
    boolean replace(HostName host, List<PublicKey> added, Collection<? extends PublicKey> kept) throws SshException {
        WRITING.lock();
        try {
            List<String> lines = new ArrayList<>(lines());
            boolean changed = lines.removeIf(line -> isObsolete(line, host, kept));
            List<Entry> present = entries(host, false);
            for (PublicKey key : added) {
                if (present.stream().noneMatch(entry -> !entry.ofOtherPort() && entry.isFor(key))) {
                    lines.add(line(host, key));
                    changed = true;
                }
            }
            if (changed) {
                write(lines, host);
            }
            return changed;
        } finally {
            WRITING.unlock();
        }
    }

    private static boolean isObsolete(String text, HostName host, Collection<? extends PublicKey> kept) {
        try {
            KnownHostsLine line = KnownHostsLine.parse(text);
            boolean isAboutItAlone = line != null && line.marker() == KnownHostsLine.Marker.KEY
                    && (line.names().equals(host.name()) || line.names().startsWith("|") && line.isAbout(host.name()));
            PublicKey key = isAboutItAlone ? line.key() : null;
            return key != null && kept.stream().noneMatch(other -> KeyUtils.compareKeys(key, other));
        } catch (InvalidLineException e) {
            return false;
        }
    }

    private static String line(HostName host, PublicKey key) {
        return host.name() + " " + PublicKeyEntry.toString(key);
    }

    /** Called under the lock. A concurrent reader sees the old file or the new one. */
    private void write(List<String> lines, HostName host) throws SshProfileException {
        try {
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path next = Files.createTempFile(real.getParent(), ".known_hosts-", ".new");
            try {
                Files.write(next, lines, BYTES);
                if (Files.exists(real) && Files.getFileAttributeView(real, PosixFileAttributeView.class) != null) {
                    Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(real));
                }
                Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.UNWRITABLE_KNOWN_HOSTS, "keys of " + host + " can't be added to "
                    + file, e);
        }
    }
}
