package io.sshra.ssh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.testing.RequiresPrograms;
import io.sshra.testing.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as PuTTYgen writes them. */
@RequiresPrograms("puttygen")
@Tag("long")
class PuttyKeyTest {

    private static final String PASSPHRASE = Secrets.word("of PuTTY's keys");

    @TempDir
    private Path folder;

    private String puttygen(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("puttygen"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Path generate(String passphrase, String parameters, String... type) throws Exception {
        Path file = folder.resolve("key.ppk");
        Path word = Files.writeString(folder.resolve("passphrase"), passphrase);
        List<String> options = new ArrayList<>(List.of("-q", "-C", "Käthe's key: 1", "--random-device", "/dev/urandom", "-o", file.toString(),
                "--new-passphrase", word.toString(), "--ppk-param", parameters, "-t"));
        options.addAll(List.of(type));
        puttygen(options.toArray(String[]::new));
        return file;
    }

    private static KeyPair read(String text, String passphrase) throws SshProfileException {
        return PrivateKeyReader.read("of the test", text.getBytes(StandardCharsets.UTF_8), passphrase == null ? null : passphrase.toCharArray());
    }

    private static void fails(String text, String passphrase, SshErrorCode code, String part) {
        assertThatThrownBy(() -> read(text, passphrase)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("the private key of the test " + part).extracting("code").isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"rsa,2048", "ecdsa,256", "ecdsa,384", "ecdsa,521", "ed25519,255"})
    void keysOfBothVersionsAreReadPlainAndEncrypted(String type, String bits) throws Exception {
        for (String parameters : List.of("version=2", "version=3,kdf=argon2id,memory=1024,passes=2", "version=3,kdf=argon2i,passes=1,parallelism=2,memory=256")) {
            for (String passphrase : List.of("", PASSPHRASE)) {
                Path file = generate(passphrase, parameters, type, "-b", bits);
                String publicKey = puttygen(file.toString(), "-L", "--old-passphrase", folder.resolve("passphrase").toString());
                String text = Files.readString(file);
                KeyPair key = read(text, passphrase.isEmpty() ? null : passphrase);
                assertThat(PublicKeyEntry.toString(key.getPublic())).as(parameters).isEqualTo(publicKey.replaceFirst("(\\S+ \\S+)[\\s\\S]*", "$1"));
                if (!passphrase.isEmpty()) {
                    fails(text, null, SshErrorCode.ENCRYPTED_KEY, "is encrypted, and there is no passphrase for it");
                    fails(text, "another", SshErrorCode.ENCRYPTED_KEY, "is encrypted, and its passphrase is wrong");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=2", "version=3"})
    void aChangedFileIsRefused(String parameters) throws Exception {
        String text = Files.readString(generate("", parameters, "ed25519"));
        fails(text.replace("Käthe", "Klaus"), null, SshErrorCode.UNREADABLE_KEY, "is damaged: its MAC is wrong");
        fails(text.replace("Private-MAC", "Private"), null, SshErrorCode.UNREADABLE_KEY, "holds no private key that can be read");
    }

    @Test
    void whatIsTooExpensiveOrUnknownIsRefused() throws Exception {
        String text = Files.readString(generate(PASSPHRASE, "version=3,memory=1024,passes=1", "ed25519"));
        for (String changed : List.of(text.replace("Memory: 1024", "Memory: 65537"), text.replace("Passes: 1", "Passes: 4097"),
                text.replace("Parallelism: 1", "Parallelism: 17"))) {
            fails(changed, PASSPHRASE, SshErrorCode.UNREADABLE_KEY, "is protected by Argon2 with ");
        }
        fails(text.replace("aes256-cbc", "aes256-xts"), PASSPHRASE, SshErrorCode.UNREADABLE_KEY, "is encrypted in a way that is not supported");
        fails(text.replace("Argon2id", "scrypt"), PASSPHRASE, SshErrorCode.UNREADABLE_KEY, "is encrypted in a way that is not supported");
        fails(Files.readString(generate("", "version=3", "ed448")), null, SshErrorCode.UNREADABLE_KEY, "is a ssh-ed448 key, which is not supported");
    }

    @Test
    void aFileWithWindowsLinesIsRead() throws Exception {
        String text = Files.readString(generate("", "version=3", "ed25519"));
        assertThat(read(text.replace("\r", "").replace("\n", "\r\n"), null).getPublic()).isEqualTo(read(text, null).getPublic());
    }
}
