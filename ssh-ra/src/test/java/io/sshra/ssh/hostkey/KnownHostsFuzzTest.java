package io.sshra.ssh.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.Endpoint;
import io.sshra.testing.CodedFailure;
import io.sshra.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and writes a known_hosts file. */
class KnownHostsFuzzTest {

    /** A slow input takes much longer than any other input on the slowest machine. */
    private static final Duration AT_ONCE = Patience.LIMIT;
    private static final String KNOWN = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXnkyR5+ZZXQ8PvpIr2voqgJGcWrcwBihngXm5hQeH/";
    private static final String NEW = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILRGnNFVMfH9n7kPeipBnderlNERsBStRRAvr3VQKZPi";
    private static final HostName WEB = HostName.of(new Endpoint("web.example", 22), null);
    private static final HostName OTHER = HostName.of(new Endpoint("other.example", 2222), null);

    @TempDir
    private static Path folder;

    static Stream<Arguments> seeds() {
        return Stream.of("", "# comment\n\nweb.example,10.0.0.1 " + KNOWN + " comment\n", "*.example,!other.example " + KNOWN + "\n",
                "[other.example]:2222 " + KNOWN + "\n[web.example]:* " + KNOWN, "@revoked * " + KNOWN + "\n", "@cert-authority *.example " + KNOWN,
                "|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM= " + KNOWN + "\n", "web.example ssh-rsa AAAA\r\n",
                "web.example 1024 35 1234567890\n", "web.example sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t\n",
                "@what web.example " + KNOWN, "web.example\n", "web.example ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA==\n")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "known_hosts.dict")
    @FuzzTest
    void aFileIsParsedOrTheLineIsNamedAndAWriteAffectsNoOtherHost(byte[] input) throws Exception {
        Path file = Files.write(folder.resolve("known_hosts"), input);
        long lines = 1 + new String(input, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
        assertTimeout(AT_ONCE, () -> {
            List<KnownHosts.Entry> ofOther = entries(file, OTHER, lines);
            if (entries(file, WEB, lines) != null) {
                add(file, ofOther);
                replace(file, ofOther);
            }
        });
    }

    private static PublicKey key(String text) throws Exception {
        return PublicKeyEntry.parsePublicKeyEntry(text).resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
    }

    /** Null if the file is invalid. */
    private static List<KnownHosts.Entry> entries(Path file, HostName host, long lines) {
        try {
            List<KnownHosts.Entry> entries = new KnownHosts(file).entries(host, false);
            for (KnownHosts.Entry entry : entries) {
                assertThat(entry.key()).isNotNull();
                assertThat(Long.parseLong(entry.place().substring(entry.place().lastIndexOf(':') + 1))).as("as ssh counts").isBetween(1L, lines);
            }
            return entries;
        } catch (SshException e) {
            checkPlace(file, e);
            return null;
        }
    }

    private static void checkPlace(Path file, SshException failure) {
        CodedFailure.check(failure, SshErrorCode.UNREADABLE_KNOWN_HOSTS);
        assertThat(failure.what()).matches("line " + file + ":\\d+ is meant to revoke a key and is invalid: .*|known_hosts file " + file + " can't be read");
    }

    private static void add(Path file, List<KnownHosts.Entry> ofOther) throws Exception {
        String before = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<KnownHosts.Entry> added = new KnownHosts(file).add(WEB, key(NEW));
        assertThat(added).anyMatch(entry -> entry.marker() == KnownHostsLine.Marker.KEY);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).startsWith(before.stripTrailing());
        sameFor(OTHER, file, ofOther);
    }

    private static void replace(Path file, List<KnownHosts.Entry> ofOther) throws Exception {
        PublicKey key = key(NEW);
        new KnownHosts(file).replace(WEB, List.of(key), List.of(key));
        assertThat(new KnownHosts(file).entries(WEB, false)).anyMatch(entry -> entry.isFor(key));
        sameFor(OTHER, file, ofOther);
    }

    /** Line numbers may have changed. */
    private static void sameFor(HostName host, Path file, List<KnownHosts.Entry> before) throws Exception {
        if (before != null) {
            List<KnownHosts.Entry> now = new KnownHosts(file).entries(host, false);
            assertThat(now).hasSameSizeAs(before);
            for (int i = 0; i < now.size(); i++) {
                assertThat(now.get(i).isFor(before.get(i).key())).isTrue();
                assertThat(now.get(i).marker()).isEqualTo(before.get(i).marker());
            }
        }
    }
}
