package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.SecretSearch.Hit;
import io.sshra.testing.Secrets.Told;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apache.sshd.common.util.buffer.BufferUtils;
import org.apache.sshd.common.util.logging.SimplifiedLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the search for secrets finds them: a search that finds nothing would prove nothing. These secrets are not
 * registered for the search of the run.
 */
class SecretSearchTest {

    private static final String WORD = "Zb7qkP0fWm3xT9vLd2RjHs6Y";

    @TempDir
    private Path folder;

    private SecretSearch search;

    @BeforeEach
    void search() {
        search = new SecretSearch();
        search.add(new Told("the word", WORD.getBytes(StandardCharsets.UTF_8), false));
    }

    private Set<Hit> hitsIn(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("printed"), content);
        return search.search(file);
    }

    private Set<Hit> hitsIn(String content) throws IOException {
        return hitsIn(content.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<Arguments> forms() {
        byte[] bytes = WORD.getBytes(StandardCharsets.UTF_8);
        HexFormat hex = HexFormat.of();
        return Stream.of(Arguments.of("plain", WORD), Arguments.of("hexadecimal", hex.formatHex(bytes)),
                Arguments.of("hexadecimal", hex.withUpperCase().formatHex(bytes)),
                Arguments.of("hexadecimal", HexFormat.ofDelimiter(":").formatHex(bytes)),
                Arguments.of("hexadecimal", HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes)),
                Arguments.of("byte by byte", Arrays.toString(bytes)),
                Arguments.of("character by character", Arrays.toString(WORD.toCharArray())),
                Arguments.of("character by character", String.join(" ", WORD.split(""))),
                Arguments.of("Base64", Base64.getEncoder().encodeToString(bytes)),
                Arguments.of("Base64", Base64.getEncoder().encodeToString(("x" + WORD + "x").getBytes(StandardCharsets.UTF_8))),
                Arguments.of("Base64", Base64.getEncoder().encodeToString(("xy" + WORD + "x").getBytes(StandardCharsets.UTF_8))),
                Arguments.of("plain", "<![CDATA[" + WORD + "]]>"), Arguments.of("plain", WORD.substring(0, 12)),
                Arguments.of("plain", WORD.substring(5, 24)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aSecretIsFoundInEveryForm(String form, String text) throws IOException {
        assertThat(hitsIn("a line\nand " + text + " in it\n")).anySatisfy(hit -> {
            assertThat(hit.form()).isEqualTo(form);
            assertThat(hit.line()).isEqualTo(2);
            assertThat(hit.toString()).contains("printed:2 has the word").doesNotContain(WORD.substring(0, 5));
        });
        for (Charset wide : new Charset[] {StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE}) {
            assertThat(hitsIn(("in memory " + text + " as chars").getBytes(wide))).extracting(Hit::form).contains(form + " in UTF-16");
        }
    }

    /**
     * A packet of 100 bytes that contains the secret, as MINA prints it at TRACE. At most positions, line breaks split the
     * secret.
     */
    @Test
    void aSecretIsFoundAnywhereInMinasDumpOfAPacket() throws IOException {
        for (int chunk : new int[] {64, 32}) {
            for (int start = 0; start + WORD.length() <= 100; start++) {
                byte[] packet = new byte[100];
                System.arraycopy(WORD.getBytes(StandardCharsets.UTF_8), 0, packet, start, WORD.length());
                StringBuilder dump = new StringBuilder();
                BufferUtils.dumpHex(new SimplifiedLog() {
                    @Override
                    public boolean isEnabledLevel(Level level) {
                        return true;
                    }

                    @Override
                    public void log(Level level, Object message, Throwable t) {
                        dump.append(message).append('\n');
                    }
                }, Level.FINEST, "packet", start % 2 == 0 ? ' ' : ':', chunk, packet);
                assertThat(hitsIn(dump.toString())).as("%s at %s", chunk, start).extracting(Hit::form).contains("hexadecimal");
            }
        }
    }

    private static Stream<Arguments> keys() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        RSAPrivateCrtKey ofRsa = (RSAPrivateCrtKey) rsa.generateKeyPair().getPrivate();
        ECPrivateKey ofEc = (ECPrivateKey) KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        return Stream.of(Arguments.of(ofRsa.getPrivateExponent(), ofRsa.getEncoded()), Arguments.of(ofRsa.getPrimeQ(), ofRsa.getEncoded()),
                Arguments.of(ofEc.getS(), ofEc.getEncoded()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aNumberOfAPrivateKeyIsFoundInEveryForm(BigInteger number, byte[] key) throws IOException {
        byte[] bytes = number.toByteArray();
        search.add(new Told("the key", bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes, true));
        for (Function<BigInteger, String> printed : Set.<Function<BigInteger, String>>of(BigInteger::toString, n -> n.toString(16),
                n -> n.toString(16).toUpperCase(Locale.ROOT), n -> Base64.getMimeEncoder().encodeToString(key),
                n -> Arrays.toString(key), n -> HexFormat.ofDelimiter(":").formatHex(key))) {
            assertThat(hitsIn(printed.apply(number))).extracting(Hit::secret).contains("the key");
        }
        assertThat(hitsIn(key)).as("in memory").extracting(Hit::secret).contains("the key");
    }

    @Test
    void otherTextIsNotFound() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append(i).append(' ').append(Integer.toHexString(i * 31)).append(WORD, 0, 11).append('\n');
        }
        assertThat(hitsIn(text.toString())).isEmpty();
    }

    @Test
    void aRunThatPrintedASecretFails() throws IOException {
        Path told = Files.createDirectories(folder.resolve(Secrets.FOLDER));
        Files.writeString(told.resolve("1.told"), "the word\tfalse\t" + Base64.getEncoder().encodeToString(
                Secrets.disguised(WORD.getBytes(StandardCharsets.UTF_8))) + "\n");
        Path reports = Files.createDirectories(folder.resolve("target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-a.xml"), "<system-out>nothing</system-out>");
        SecretSearch.main(folder.toString(), "target/surefire-reports");
        Files.writeString(reports.resolve("TEST-b.xml"), "<system-out>\n" + WORD + "</system-out>");
        assertThatThrownBy(() -> SecretSearch.main(folder.toString(), "target/surefire-reports"))
                .hasMessageContaining("TEST-b.xml:2 has the word").message().doesNotContain(WORD);
    }

    @Test
    void aSecretThatIsTooShortToSearchForIsRejected() {
        assertThatThrownBy(() -> Secrets.told("short", "secret")).hasMessageContaining("short is too short");
    }
}
