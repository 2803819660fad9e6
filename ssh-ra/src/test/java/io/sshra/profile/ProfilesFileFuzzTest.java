package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.testing.CodedFailure;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A profiles file and a file that it may include. */
class ProfilesFileFuzzTest {

    /** A slow input takes much longer than any other input on the slowest machine. */
    private static final Duration AT_ONCE = Patience.LIMIT;
    /** Separates the file from the one that it includes, {@code included/a.conf}. */
    private static final String NEXT_FILE = "\n%%\n";
    /** Would read files outside the test's folder. */
    private static final Pattern LEADS_ELSEWHERE = Pattern.compile("(?<![\\w*?.%])/|\\.\\.|\\$\\{");
    private static final int PROFILES = 5;

    @TempDir
    private static Path folder;

    /** The aliases for which the result is compared with that of ssh. */
    static Stream<Arguments> seeds() throws IOException {
        Path corpus = Path.of("src/test/resources/ssh-config");
        try (Stream<Path> files = Files.walk(corpus)) {
            return Stream.concat(files.filter(Files::isRegularFile).sorted().toList().stream().map(ProfilesFileFuzzTest::read),
                    Stream.of("Host a\nInclude included/*.conf\n%%\nHost b\nUser c\n", "Host a\nInclude profiles\n",
                            "Host a b\nProxyJump u@b:2\nHost b\nProxyJump a\n",
                            "Host a b\nLegacyAlgorithms yes\nCiphers +aes128-cbc,umac\nHost a\nProxyCommand ssh -q -l u -W '%h':%p \"b\" # c\n",
                            "Host a\nMatch exec x host a\nUser u\nHost \"b\nBindInterface x\nHost b\nPasswordAuthentication no\n")).map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "ssh-config.dict")
    @FuzzTest
    void aFileIsParsedOrTheInvalidLineIsNamed(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        if (LEADS_ELSEWHERE.matcher(text).find()) {
            return;
        }
        String[] files = text.split(NEXT_FILE, 2);
        Path profiles = write("profiles", files[0]);
        write("included/a.conf", files.length > 1 ? files[1] : "");
        ProfileCatalog catalog = new ProfileCatalog(Definitions.of(profiles, folder.resolve("known_hosts")), new Revisions(), () -> 0);
        assertTimeout(AT_ONCE, () -> check(catalog));
    }

    private static Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void check(ProfileCatalog catalog) {
        try {
            Set<String> aliases = catalog.names();
            for (String alias : aliases.stream().limit(PROFILES).toList()) {
                resolve(catalog, alias);
            }
        } catch (SshException e) {
            checkPlace(e);
        }
    }

    private static void resolve(ProfileCatalog catalog, String alias) {
        try {
            Profile profile = catalog.resolve(alias);
            assertThat(profile.name()).isEqualTo(alias);
            assertThat(profile.target().port()).isBetween(1, 65_535);
            assertThat(profile.target().settings().algorithms().ciphers()).isNotEmpty();
            assertThat(profile.target().hostKeys().knownHostsFiles()).isNotEmpty();
        } catch (SshException e) {
            if (e.code() == SshErrorCode.INVALID_PROFILES_FILE) {
                checkPlace(e);
            } else {
                CodedFailure.check(e, SshErrorCode.INVALID_PROFILE, SshErrorCode.UNREADABLE_KEY, SshErrorCode.UNREADABLE_CERTIFICATE);
            }
        }
    }

    private static void checkPlace(SshException failure) {
        CodedFailure.check(failure, SshErrorCode.INVALID_PROFILES_FILE);
        assertThat(failure.getMessage()).matches(".*(line " + Pattern.quote(folder.toString()) + "/.*:\\d+: |file .* can't be read).*");
    }
}
