package io.sshra.ssh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.algorithm.Algorithms;
import io.sshra.ssh.algorithm.KeyStrength;
import io.sshra.ssh.algorithm.SecurityProviders;
import io.sshra.ssh.mina.MinaConnector;
import io.sshra.testing.ForkedJvm;
import io.sshra.testing.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateKeyReaderTest {

    static final String PASSPHRASE = Secrets.word("the passphrase");
    private static final String ANOTHER_PASSPHRASE = Secrets.word("another passphrase");
    private static final String MAGIC = "openssh-key-v1\0";

    @BeforeAll
    static void prepare() {
        SecurityProviders.init();
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /**
     * Encoded by Bouncy Castle, because its encoding contains the curve and the public key, like that of OpenSSL and
     * ssh-keygen.
     */
    private static KeyPair ecdsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        return generator.generateKeyPair();
    }

    private static KeyPair ed25519() throws Exception {
        return SecurityUtils.getKeyPairGenerator(SecurityUtils.ED25519).generateKeyPair();
    }

    private static String openSsh(KeyPair key, String passphrase) throws Exception {
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setPassword(passphrase);
            encryption.setCipherName("AES");
            encryption.setCipherType("256");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "comment", encryption, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String pem(KeyPair key, String passphrase) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(passphrase == null ? new JcaMiscPEMGenerator(key.getPrivate())
                    : new JcaMiscPEMGenerator(key.getPrivate(), new JcePEMEncryptorBuilder("AES-256-CBC")
                            .setProvider(new BouncyCastleProvider()).build(passphrase.toCharArray())));
        }
        return text.toString();
    }

    private static String pkcs8(KeyPair key, String passphrase) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(key.getPrivate(), passphrase == null ? null
                    : new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC).setProvider(new BouncyCastleProvider())
                            .setPassword(passphrase.toCharArray()).build()));
        }
        return text.toString();
    }

    static Stream<Arguments> keys() throws Exception {
        List<Arguments> all = new ArrayList<>();
        KeyPair rsa = rsa();
        KeyPair ecdsa = ecdsa();
        KeyPair ed25519 = ed25519();
        for (String passphrase : new String[] {null, PASSPHRASE}) {
            String kind = passphrase == null ? "plain" : "encrypted";
            all.add(Arguments.of("OpenSSH RSA " + kind, rsa, openSsh(rsa, passphrase), passphrase));
            all.add(Arguments.of("OpenSSH ECDSA " + kind, ecdsa, openSsh(ecdsa, passphrase), passphrase));
            all.add(Arguments.of("OpenSSH Ed25519 " + kind, ed25519, openSsh(ed25519, passphrase), passphrase));
            all.add(Arguments.of("PEM RSA " + kind, rsa, pem(rsa, passphrase), passphrase));
            all.add(Arguments.of("PEM ECDSA " + kind, ecdsa, pem(ecdsa, passphrase), passphrase));
            all.add(Arguments.of("PKCS#8 RSA " + kind, rsa, pkcs8(rsa, passphrase), passphrase));
            all.add(Arguments.of("PKCS#8 ECDSA " + kind, ecdsa, pkcs8(ecdsa, passphrase), passphrase));
            all.add(Arguments.of("PKCS#8 Ed25519 " + kind, ed25519, pkcs8(ed25519, passphrase), passphrase));
        }
        return all.stream();
    }

    @Test
    void anRsaKeyThatIsTooShortIsNotUsed() throws Exception {
        KeyPair rsa = rsa();
        byte[] text = openSsh(rsa, null).getBytes(StandardCharsets.US_ASCII);
        assertThat(PrivateKeySource.withThoseOf(List.of(), "id", text.clone(), new KeyStrength(2048, List.of())).keyPairs()).hasSize(1);
        PrivateKeySource tooShort = PrivateKeySource.withThoseOf(List.of(), "id", text.clone(), new KeyStrength(2049, List.of()));
        assertThatThrownBy(tooShort::keyPairs).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("the private key id can't be used: it has 2048 bits, fewer than the 2049 that RSA keys must have")
                .extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
        PrivateKeySource other = PrivateKeySource.of(ed25519(), null);
        assertThat(new Credentials(null, List.of(tooShort, other)).keyPairs()).as("the other one is tried").hasSize(1);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(512);
        PrivateKeySource shortest = PrivateKeySource.of(generator.generateKeyPair(), null);
        assertThatThrownBy(shortest::keyPairs).isInstanceOf(SshProfileException.class).hasMessageContaining("512");
    }

    private static KeyPair read(String text, String passphrase) throws SshProfileException {
        return PrivateKeyReader.read("the test's key", text.getBytes(StandardCharsets.US_ASCII),
                passphrase == null ? null : passphrase.toCharArray());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void everyFormatAndKeyTypeIsRead(String name, KeyPair key, String text, String passphrase) throws Exception {
        assertThat(KeyUtils.compareKeys(read(text, passphrase).getPublic(), key.getPublic())).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void anEncryptedKeyNeedsItsPassphrase(String name, KeyPair key, String text, String passphrase) {
        if (passphrase == null) {
            assertThat(text).doesNotContain("ENCRYPTED");
            return;
        }
        assertThatThrownBy(() -> read(text, null)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("there is no passphrase").extracting("code").isEqualTo(SshErrorCode.ENCRYPTED_KEY);
        assertThatThrownBy(() -> read(text, ANOTHER_PASSPHRASE)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("its passphrase is wrong").message().doesNotContain(ANOTHER_PASSPHRASE);
    }

    @Test
    void anInvalidKeyIsReported() {
        for (String text : List.of("", "hello", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA user@host")) {
            assertThatThrownBy(() -> read(text, null)).isInstanceOf(SshProfileException.class)
                    .hasMessageContaining("the test's key").extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
        }
    }

    /** One is the bound. A valid file with two keys, and two files in one text, are just above it. */
    @Test
    void anOpenSshFileMustHoldExactlyOneKey() throws Exception {
        String one = openSsh(ed25519(), null);
        String two = withKeys(one, openSsh(ed25519(), null));
        for (String text : List.of(two, two.replaceFirst("\n", "\nHeader: x\n\n"), one + one, one + two, two + one,
                two.replace("-----BEGIN", "BEGIN").replace("KEY-----\n", "KEY\n"), withKeys())) {
            assertThatThrownBy(() -> read(text, null)).isInstanceOf(SshProfileException.class).extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
        }
        assertThat(read(withKeys(one), null)).isNotNull();
        assertThat(read("comment\n" + one, null)).isNotNull();
    }

    /** The unencrypted Ed25519 keys of these files in one file (OpenSSH's PROTOCOL.key). */
    private static String withKeys(String... files) {
        Buffer publicPart = new ByteArrayBuffer();
        Buffer privatePart = new ByteArrayBuffer();
        privatePart.putUInt(4711);
        privatePart.putUInt(4711);
        for (String file : files) {
            Buffer form = new ByteArrayBuffer(Base64.getMimeDecoder().decode(file.replaceAll("-----[^-]+-----", "")));
            form.rpos(MAGIC.length());
            form.getString();
            form.getString();
            form.getBytes();
            assertThat(form.getInt()).isEqualTo(1);
            publicPart.putBytes(form.getBytes());
            Buffer key = new ByteArrayBuffer(form.getBytes());
            key.getLong();
            for (String part : List.of("type", "public key", "private key", "comment")) {
                assertThat(key.available()).as(part).isPositive();
                privatePart.putBytes(key.getBytes());
            }
        }
        for (byte padding = 1; privatePart.available() % 8 != 0; padding++) {
            privatePart.putByte(padding);
        }
        Buffer form = new ByteArrayBuffer();
        form.putRawBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
        form.putString("none");
        form.putString("none");
        form.putString("");
        form.putUInt(files.length);
        form.putRawBytes(publicPart.getCompactData());
        form.putBytes(privatePart.getCompactData());
        return armoured(form.getCompactData());
    }

    private static String armoured(byte[] form) {
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(form) + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    @Test
    void aKeyOnFidoHardwareIsReported() {
        Buffer publicPart = new ByteArrayBuffer();
        publicPart.putString("sk-ssh-ed25519@openssh.com");
        publicPart.putBytes(new byte[32]);
        publicPart.putString("ssh:");
        Buffer form = new ByteArrayBuffer();
        form.putRawBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
        form.putString("none");
        form.putString("none");
        form.putString("");
        form.putUInt(1);
        form.putBytes(publicPart.getCompactData());
        form.putBytes(new byte[96]);
        String text = armoured(form.getCompactData());
        assertThatThrownBy(() -> read(text, null)).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("the test's key is a sk-ssh-ed25519@openssh.com key").hasMessageContaining("FIDO hardware")
                .extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
    }

    /** A provider in the JVM's list would outlive an undeployed archive. */
    @Test
    void noProviderIsAddedToTheJvmAndMlKemWorks() throws Exception {
        assertThat(new ForkedJvm().run(Providers.class)).contains("SunJCE").doesNotContainPattern("\\bBC[,\\]]");
        assertThat(BuiltinDHFactories.mlkem768x25519.isSupported()).isTrue();
        assertThat(Algorithms.KEY_EXCHANGES.get(0).getName()).isEqualTo("mlkem768x25519-sha256");
    }

    /** In a separate JVM, because the tests' servers may add anything to this one. */
    static final class Providers {

        public static void main(String[] arguments) {
            new MinaConnector(System::nanoTime).close();
            System.out.println(Stream.of(Security.getProviders()).map(Provider::getName).toList());
        }
    }

    @Test
    void onlyStrongAlgorithmsAreKnown() {
        List<String> known = Stream.of(Algorithms.KEY_EXCHANGES, Algorithms.CIPHERS, Algorithms.MACS, Algorithms.SIGNATURES)
                .flatMap(List::stream).map(factory -> ((org.apache.sshd.common.NamedResource) factory).getName()).toList();
        assertThat(known).containsExactly("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org",
                "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
                "ecdh-sha2-nistp521", "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512",
                "diffie-hellman-group18-sha512", "diffie-hellman-group14-sha256",
                "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr",
                "aes256-ctr",
                "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
                "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                "rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com",
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512",
                "rsa-sha2-256");
    }
}
