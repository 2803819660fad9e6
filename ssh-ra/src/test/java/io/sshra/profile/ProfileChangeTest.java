package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of files while their profiles are in use. */
class ProfileChangeTest {

    @TempDir
    private Path folder;
    private final AtomicLong clock = new AtomicLong();
    private ProfileCatalog catalog;
    private int edits;

    @BeforeEach
    void write() throws Exception {
        write("id", "a key");
        write("cert", "a certificate");
        write("profiles", "Host a b c", "User u", "Include conf/*.conf other.conf", "Host a", "IdentityFile id", "CertificateFile cert",
                "Host b", "Port 22", "Host c", "ProxyJump b");
        catalog = catalog("profiles");
    }

    private ProfileCatalog catalog(String file) {
        return new ProfileCatalog(Definitions.of(folder.resolve(file), folder.resolve("known_hosts")), new Revisions(), clock::get);
    }

    /** Gives each change a different time, and none the present time, at which two changes could look like one. */
    private void write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines) + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L + ++edits));
    }

    private void aSecondPasses() {
        clock.addAndGet(1_000_000_000L);
    }

    private Map<String, String> revisions() throws SshException {
        Map<String, String> revisions = new LinkedHashMap<>();
        for (String alias : List.of("a", "b", "c")) {
            revisions.put(alias, catalog.resolve(alias).revision());
        }
        return revisions;
    }

    private interface Change {
        void happen() throws Exception;
    }

    /** @param changed aliases, without blanks between them; the others stay unchanged */
    private void changes(String changed, Change change) throws Exception {
        Map<String, String> before = revisions();
        change.happen();
        assertThat(revisions()).as("looked at once a second").isEqualTo(before);
        aSecondPasses();
        Map<String, String> after = revisions();
        for (String alias : before.keySet()) {
            assertThat(!after.get(alias).equals(before.get(alias))).as(alias).isEqualTo(changed.contains(alias));
        }
    }

    @Test
    void onlyProfilesWithChangedSettingsGetAnotherRevision() throws Exception {
        String block = "Host a b c\nUser u\nHost a\nIdentityFile id\n";
        changes("a", () -> write("profiles", block + "Host b\nPort 22\nHost c\nProxyJump b"));
        changes("", () -> write("profiles", "# a comment\n" + block + "Host b\nPort 22 # another\n\nHost c\nProxyJump b"));
        changes("", () -> write("profiles", block + "Host b\nHost c\nProxyJump b\nHost d\nPort 9"));
        changes("bc", () -> write("profiles", block + "Host b\nPort 23\nHost c\nProxyJump b"));
        changes("c", () -> write("profiles", block + "Host b\nPort 23\nHost c\nProxyJump x@b"));
    }

    @Test
    void addingChangingAndRemovingAnIncludedFileIsDetected() throws Exception {
        changes("abc", () -> write("conf/1.conf", "Port 1"));
        changes("abc", () -> write("conf/0.conf", "Port 2"));
        changes("", () -> write("conf/2.conf", "Port 3"));
        changes("", () -> write("conf/not-included", "Port 4"));
        changes("abc", () -> write("conf/0.conf", "Port 5"));
        changes("bc", () -> write("conf/0.conf", "Host b", "Port 6", "Host a c", "Port 5"));
        changes("abc", () -> {
            Files.delete(folder.resolve("conf/0.conf"));
            Files.delete(folder.resolve("conf/1.conf"));
        });
        changes("abc", () -> write("other.conf", "ServerAliveInterval 3"));
    }

    @Test
    void anotherKeyOrCertificateIsDetected() throws Exception {
        changes("a", () -> write("id", "b key"));
        changes("a", () -> write("cert", "b certificate"));
        changes("a", () -> write("id-cert.pub", "a certificate beside the key"));
        changes("", () -> Files.setLastModifiedTime(folder.resolve("id"), FileTime.fromMillis(1)));
    }

    @Test
    void twoChangesWithinOneTickOfTheFileSystemAreBothDetected() throws Exception {
        Path key = folder.resolve("id");
        String before;
        FileTime written;
        do {
            write("id", "one key");
            written = FileTime.fromMillis(System.currentTimeMillis());
            Files.setLastModifiedTime(key, written);
            aSecondPasses();
            before = catalog.resolve("a").revision();
            // Otherwise this machine was too slow to read the file within the tick.
        } while (System.currentTimeMillis() - written.toMillis() > 40);
        write("id", "two key");
        Files.setLastModifiedTime(key, written);
        aSecondPasses();
        assertThat(catalog.resolve("a").revision()).isNotEqualTo(before);
    }

    /** Otherwise each warning about its lines would come twice. */
    @Test
    void aFileThatWasJustWrittenIsNotReadAgain() throws Exception {
        for (String name : List.of("id", "cert", "profiles")) {
            Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(System.currentTimeMillis()));
        }
        Profile first = catalog.resolve("a");
        aSecondPasses();
        assertThat(catalog.resolve("a")).isSameAs(first);
    }

    @Test
    void aFileReplacedByRenamingIsDetected() throws Exception {
        changes("abc", () -> {
            write("new", "Host a b c", "User v");
            Files.setLastModifiedTime(folder.resolve("new"), Files.getLastModifiedTime(folder.resolve("profiles")));
            Files.move(folder.resolve("new"), folder.resolve("profiles"), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void aFolderReplacedByALinkToAnotherIsDetected() throws Exception {
        write("v1/profiles", "Host a b c", "User u", "Include included", "IdentityFile id");
        write("v1/included", "Port 1");
        write("v1/id", "key one");
        write("v2/profiles", "Host a b c", "User u", "Include included", "IdentityFile id");
        write("v2/included", "Port 1");
        write("v2/id", "key two");
        Files.createSymbolicLink(folder.resolve("current"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("linked"), Path.of("current/profiles"));
        Files.createSymbolicLink(folder.resolve("included"), Path.of("current/included"));
        Files.delete(folder.resolve("id"));
        Files.createSymbolicLink(folder.resolve("id"), Path.of("current/id"));
        catalog = catalog("linked");
        changes("abc", () -> {
            Files.createSymbolicLink(folder.resolve("next"), Path.of("v2"));
            Files.move(folder.resolve("next"), folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        });
    }

    @Test
    void aKeySharedByTwoProfilesChangesBoth() throws Exception {
        write("profiles", "Host a b c", "HostName h", "IdentityFile id");
        String old = catalog.resolve("a").revision();
        write("id", "another key of another length");
        assertThat(catalog.resolve("b").revision()).isNotEqualTo(old);
        aSecondPasses();
        assertThat(catalog.resolve("a").revision()).isNotEqualTo(old).isEqualTo(catalog.resolve("b").revision());
    }

    @Test
    void anUnchangedProfileIsReadOnceAndCheckedOnceASecond() throws Exception {
        Profile first = catalog.resolve("a");
        for (String name : List.of("id", "cert", "profiles")) {
            Files.delete(folder.resolve(name));
        }
        clock.addAndGet(999_999_999L);
        for (int i = 0; i < 1000; i++) {
            assertThat(catalog.resolve("a")).as("without reading the files, which are gone").isSameAs(first);
        }
    }

    @Test
    void aChangeWhileProfilesAreMadeIsNotLost() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService others = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> readers = Stream.of("a", "b", "c").<Future<?>>map(alias -> others.submit(() -> {
                while (!stop.get()) {
                    catalog.resolve(alias);
                    aSecondPasses();
                }
                return null;
            })).toList();
            for (int port = 1000; port < 1200; port++) {
                write("new", "Host a b c", "User u", "Port " + port);
                Files.move(folder.resolve("new"), folder.resolve("profiles"), StandardCopyOption.ATOMIC_MOVE);
                aSecondPasses();
                for (String alias : List.of("a", "b", "c")) {
                    // Another thread may have started to look before the change, and still be looking.
                    while (catalog.resolve(alias).target().port() != port) {
                        aSecondPasses();
                        Thread.onSpinWait();
                    }
                }
            }
            stop.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            stop.set(true);
            others.shutdownNow();
        }
    }
}
