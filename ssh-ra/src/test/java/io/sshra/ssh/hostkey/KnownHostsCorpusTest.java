package io.sshra.ssh.hostkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.ssh.Endpoint;
import io.sshra.testing.LogLines;
import io.sshra.testing.RequiresOpenSsh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** known_hosts files as people have them, compared with what {@code ssh-keygen -F} finds there. */
@RequiresOpenSsh
@Tag("long")
class KnownHostsCorpusTest {

    private static final String A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXnkyR5+ZZXQ8PvpIr2voqgJGcWrcwBihngXm5hQeH/";
    private static final String B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILRGnNFVMfH9n7kPeipBnderlNERsBStRRAvr3VQKZPi";
    private static final String P256 = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKrGYmFk9Q7HHgn3Y2qxLcl6kcyUrYHV+CRGX6FEqXwwH0pjqqHIQ4MUXeT"
            + "2dvw3KVmaVpJ4GgSFBPTp9Lh/Xo0=";
    private static final String HASHED = "|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM=";
    private static final String BOM = "\u00ef\u00bb\u00bf";
    private static final List<Endpoint> HOSTS = List.of(new Endpoint("web.example", 22), new Endpoint("web.example", 2222),
            new Endpoint("192.168.1.61", 22), new Endpoint("::1", 22));
    private static final Pattern FOUND = Pattern.compile("# Host .* found: line (\\d+) ?(CA|REVOKED|)\\n\\S+ \\S+ (SHA256:\\S+)");

    @TempDir
    private static Path folder;

    /** Each is a whole file. Characters are bytes. */
    private static List<String> files() {
        return List.of("", "\n\n\n", "# comment\n", "web.example " + A, "web.example " + A + "\n", "web.example " + A + " alice@desk\n",
                "web.example " + A + "\r\nother.example " + B + "\r\n", "\r\n\r\nweb.example " + A + "\r\n",
                // Latin-1, UTF-8 and worse in a comment
                "# B\u00fcro\nweb.example " + A + " m\u00fcller@b\u00fcro\n", "web.example " + A + " m\u00c3\u00bcller\n", "web.example " + A + " \u00ff\u00fe\u0080\n",
                "m\u00fcller.example " + B + "\nweb.example " + A + "\n",
                // merge conflicts
                "<<<<<<< HEAD\nweb.example " + A + "\n=======\nweb.example " + B + "\n>>>>>>> theirs\n",
                "<<<<<<< HEAD\n=======\n>>>>>>> a branch of somebody\nweb.example " + A + "\n",
                "||||||| base\nweb.example " + A + "\n", "+web.example " + A + "\nweb.example " + B + "\n",
                // half lines
                "web.exam\nweb.example " + A + "\n", "web.example\nweb.example " + A + "\n", "web.example ssh-ed25519\nweb.example " + A + "\n",
                "web.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXnkyR5\nweb.example " + A + "\n", "web.example " + A + "\nweb.example ssh-ed25519 AAAAC3Nz",
                "web.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXnkyR5+ZZXQ8PvpIr2voqgJGcWrcwBihngXm5hQeH\n", "web.example #" + A + "\n",
                // byte order marks
                BOM + "# comment\nweb.example " + A + "\n", BOM + "web.example " + A + "\nweb.example " + B + "\n", "\u00ff\u00few\0e\0b\0\n\0\n",
                BOM + "\n" + "web.example " + A + "\n",
                // blanks, tabs and other characters
                "  web.example " + A + "\n", "\tweb.example\t" + A.replace(' ', '\t') + "\tcomment\n", "web.example   " + A.replace(" ", "   ") + "   comment\n",
                "web.example\u000b" + A + "\nweb.example " + B + "\n", "\u00a0web.example " + A + "\n", "web.example " + A + "\0 " + B + "\n",
                "# comment\rweb.example " + A + "\n",
                // names
                "web.example,192.168.1.61 " + A + "\n", "WEB.Example " + A + "\n", "*.example,!web.example " + A + "\n", "*.example " + A + "\n",
                "192.168.1.6? " + A + "\n::1 " + B + "\n", "[web.example]:2222 " + A + "\n", "[web.example]:22?2," + "x " + A + "\n", "[*]:2222 " + A + "\n",
                "web.example, " + A + "\n", ",web.example " + A + "\n", HASHED + " " + A + "\n", "|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI= " + A + "\nweb.example " + A + "\n",
                "|2|AAAA|BBBB " + A + "\nweb.example " + A + "\n", "|1|!|! " + A + "\nweb.example " + A + "\n",
                // kinds of keys
                "web.example " + P256 + "\nweb.example " + A + "\n", "web.example " + P256.replace("=", "") + "\n",
                "web.example ssh-rsa " + A.substring(12) + "\nweb.example " + A + "\n", "web.example 1024 35 1234567890\nweb.example " + A + "\n",
                "web.example new@type AAAA\nweb.example " + A + "\n", "web.example " + A + "AAAA\n", "web.example ed25519 " + A.substring(12) + "\n",
                // markers
                "@cert-authority *.example " + A + "\n@revoked web.example " + B + "\n", "@trusted web.example " + A + "\nweb.example " + B + "\n",
                "@cert-authority web.example\nweb.example " + A + "\n", "@ web.example " + A + "\nweb.example " + B + "\n", "@cert-authority @cert-authority web.example " + A + "\n",
                "@revoked other.example ssh-ed25519 AAAA\nweb.example " + A + "\n");
    }

    static Stream<Arguments> corpus() {
        return IntStream.range(0, files().size()).boxed().flatMap(file -> HOSTS.stream()
                .filter(host -> host.host().equals("web.example") || files().get(file).contains(host.host()))
                .map(host -> Arguments.of(file, files().get(file), host)));
    }

    private static Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    /** Marker and fingerprint of each key, by its line number. */
    private static Map<Integer, String> foundBySshKeygen(Path file, String name) throws Exception {
        Process process = new ProcessBuilder("ssh-keygen", "-l", "-F", name, "-f", file.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        assertThat(process.waitFor()).isIn(0, 1);
        Matcher found = FOUND.matcher(output.toString(StandardCharsets.ISO_8859_1));
        Map<Integer, String> lines = new LinkedHashMap<>();
        while (found.find()) {
            lines.put(Integer.valueOf(found.group(1)), found.group(2) + " " + found.group(3));
        }
        return lines;
    }

    /**
     * Only entries for exactly this name: an authority of the host counts for all its ports here and for ssh, but not for
     * ssh-keygen.
     */
    private static Map<Integer, String> foundHere(Path file, HostName host) throws Exception {
        Map<Integer, String> lines = new LinkedHashMap<>();
        for (KnownHosts.Entry entry : new KnownHosts(file).entries(new HostName(host.name(), host.name()), false)) {
            String marker = switch (entry.marker()) {
                case KEY -> "";
                case REVOKED -> "REVOKED";
                case CERTIFICATE_AUTHORITY -> "CA";
            };
            lines.put(Integer.valueOf(entry.place().substring(entry.place().lastIndexOf(':') + 1)),
                    marker + " " + KeyUtils.getFingerPrint(BuiltinDigests.sha256, entry.key()));
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void aFileHasTheSameKeysForAHostAsForSshKeygen(int number, String text, Endpoint endpoint) throws Exception {
        Path file = file("file" + number, text);
        HostName host = HostName.of(endpoint, null);
        assertThat(foundHere(file, host)).isEqualTo(foundBySshKeygen(file, host.name()));
    }

    private static List<String> revocations() {
        return List.of("@revoked web.example ssh-ed25519 AAAA", "@revoked web.example " + A.substring(0, 60), "@revoked web.example", "@revoked",
                "@Revoked web.example " + A, "@revoke web.example " + A, BOM + "@revoked web.example " + A, "+@revoked web.example " + A,
                "@cert-authority @revoked web.example " + A, "@revoked |1|AAAA " + A, "@revoked web.example ssh-rsa " + A.substring(12),
                "@revoked " + A, new String("@revoked web.example".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1),
                new String("@revoked web.example".getBytes(Charset.forName("UTF-16BE")), StandardCharsets.ISO_8859_1));
    }

    /** ssh skips such a line and accepts the key. */
    @ParameterizedTest
    @MethodSource("revocations")
    void aRevocationThatCannotBeReadRefusesTheHost(String line) throws Exception {
        Path file = file("revocations", "web.example " + A + "\n" + line + "\n");
        assertThatThrownBy(() -> new KnownHosts(file).entries(HostName.of(HOSTS.get(0), null), false)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("line " + file + ":2 is meant to revoke a key").extracting("code")
                .isEqualTo(SshErrorCode.UNREADABLE_KNOWN_HOSTS);
    }

    @Test
    void invalidLinesAreNamedInOneWarningAndOnlyOnce() throws Exception {
        List<String> lines = new ArrayList<>(List.of("<<<<<<< HEAD", "web.example " + A + " m\u00fcller", "=======", "@trusted x " + A, "web.example ssh-ed25519 AAAA"));
        Path file = file("warned", String.join("\n", lines));
        try (LogLines log = new LogLines()) {
            for (int connect = 1; connect <= 3; connect++) {
                assertThat(new KnownHosts(file).entries(HostName.of(HOSTS.get(0), null), false)).hasSize(1);
            }
            assertThat(log.of("SSHRA000008")).singleElement().asString().startsWith("WARN").contains(file.toString())
                    .contains("line 1 (expected [@marker] names type key), line 3 (", "line 4 (unknown marker)", "line 5 (its key can't be read)");
            lines.add("web.exam");
            file("warned", String.join("\n", lines));
            new KnownHosts(file).entries(HostName.of(HOSTS.get(0), null), false);
            assertThat(log.of("SSHRA000008")).hasSize(2).last().asString().contains(": line 6 (").doesNotContain("line 1 ");
        }
    }
}
