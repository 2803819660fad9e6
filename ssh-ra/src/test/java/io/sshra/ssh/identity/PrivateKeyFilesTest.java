package io.sshra.ssh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Secrets;
import io.sshra.testing.SshKeygen;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys as other programs write them, and what is said of files that hold none. */
@RequiresOpenSsh
@Tag("long")
class PrivateKeyFilesTest {

    private static final String PASSPHRASE = Secrets.word("of the key files");

    @TempDir
    private Path folder;

    private Path keygen(String... options) throws Exception {
        Path file = folder.resolve("key");
        List<String> arguments = new ArrayList<>(List.of("-q", "-f", file.toString()));
        arguments.addAll(List.of(options));
        SshKeygen.run(arguments.toArray(String[]::new));
        return file;
    }

    private static KeyPair read(byte[] file, String passphrase) throws SshProfileException {
        return PrivateKeyReader.read("of the test", file, passphrase == null ? null : passphrase.toCharArray());
    }

    private static void isKeyOf(Path publicFile, KeyPair key) throws Exception {
        assertThat(PublicKeyEntry.toString(key.getPublic())).isEqualTo(Files.readString(publicFile).replaceFirst("(\\S+ \\S+).*\\s*", "$1"));
    }

    private static void fails(byte[] file, String passphrase, SshErrorCode code, String... parts) {
        assertThatThrownBy(() -> read(file, passphrase)).isInstanceOf(SshProfileException.class)
                .hasMessageContainingAll(parts).hasMessageContaining("the private key of the test ").extracting("code").isEqualTo(code);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- OpenSSH ----

    @Test
    void aKeyWithMoreThan255RoundsIsRead() throws Exception {
        Path file = keygen("-t", "ed25519", "-N", PASSPHRASE, "-a", "256");
        isKeyOf(Path.of(file + ".pub"), read(Files.readAllBytes(file), PASSPHRASE));
    }

    @Test
    void aKeyWithMoreRoundsThanTheBoundIsRefusedAtOnce() throws Exception {
        Path file = keygen("-t", "ed25519", "-N", PASSPHRASE, "-a", "1");
        byte[] form = Base64.getMimeDecoder().decode(Files.readString(file).replaceAll("-----[^-]+-----", ""));
        Buffer options = new ByteArrayBuffer(form);
        options.rpos("openssh-key-v1\0".length());
        options.getString();
        options.getString();
        int rounds = options.rpos() + 4 + 4 + 16;
        new ByteArrayBuffer(form, rounds, 4, false).putUInt(KeyParsers.MAX_ROUNDS + 1L);
        byte[] changed = PrivateKeyReader.armoured("OPENSSH PRIVATE KEY", form);
        fails(changed, PASSPHRASE, SshErrorCode.UNREADABLE_KEY, "is protected by 1025 rounds of bcrypt, and at most 1024 are supported");
    }

    @Test
    void aKeyInAnyCipherOfSshKeygenIsReadOrItsCipherIsNamed() throws Exception {
        Process query = new ProcessBuilder("ssh", "-Q", "cipher").start();
        List<String> ciphers = new String(query.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        List<String> unsupported = new ArrayList<>();
        for (String cipher : ciphers) {
            Files.deleteIfExists(folder.resolve("key"));
            Path file = keygen("-t", "ed25519", "-N", PASSPHRASE, "-a", "1", "-Z", cipher);
            try {
                isKeyOf(Path.of(file + ".pub"), read(Files.readAllBytes(file), PASSPHRASE));
            } catch (SshProfileException e) {
                assertThat(e.what()).as(cipher).contains("is encrypted in a way that is not supported, " + cipher);
                assertThat(e.code()).isEqualTo(SshErrorCode.UNREADABLE_KEY);
                unsupported.add(cipher);
            }
        }
        assertThat(unsupported).allMatch(cipher -> cipher.contains("gcm") || cipher.contains("poly1305"));
    }

    @ParameterizedTest
    @CsvSource({"rsa,PEM", "rsa,PKCS8", "ecdsa,PEM", "ecdsa,PKCS8"})
    void theOlderFormsOfSshKeygenAreRead(String type, String form) throws Exception {
        Path file = keygen("-t", type, "-N", PASSPHRASE, "-m", form);
        isKeyOf(Path.of(file + ".pub"), read(Files.readAllBytes(file), PASSPHRASE));
        fails(Files.readAllBytes(file), null, SshErrorCode.ENCRYPTED_KEY, "there is no passphrase for it");
        fails(Files.readAllBytes(file), "another", SshErrorCode.ENCRYPTED_KEY, "its passphrase is wrong");
    }

    // ---- PEM ----

    private static KeyPair ecdsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] pem(String type, byte[] content) throws Exception {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return ascii(text.toString());
    }

    @Test
    void anEcKeyWithoutItsPublicPartIsRead() throws Exception {
        KeyPair key = ecdsa();
        BigInteger number = ((ECPrivateKey) key.getPrivate()).getS();
        var withCurve = new org.bouncycastle.asn1.sec.ECPrivateKey(256, number, SECObjectIdentifiers.secp256r1);
        var bare = new org.bouncycastle.asn1.sec.ECPrivateKey(256, number);
        byte[] pkcs8 = new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
                bare).getEncoded();
        for (byte[] file : List.of(pem("EC PRIVATE KEY", withCurve.getEncoded()), pem("PRIVATE KEY", pkcs8))) {
            assertThat(KeyUtils.compareKeys(read(file, null).getPublic(), key.getPublic())).isTrue();
        }
    }

    @Test
    void aKeyOnAnotherCurveIsNamedAsSuch() throws Exception {
        var key = new org.bouncycastle.asn1.sec.ECPrivateKey(256, BigInteger.TEN, SECObjectIdentifiers.secp256k1);
        fails(pem("EC PRIVATE KEY", key.getEncoded()), null, SshErrorCode.UNREADABLE_KEY, "is on another curve than P-256, P-384 and P-521");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DES-EDE3-CBC", "AES-128-CBC", "AES-256-CBC", "AES-192-CFB", "DES-CBC", "BF-CBC"})
    void aPemKeyInAnyOfTheseCiphersIsRead(String cipher) throws Exception {
        KeyPair key = ecdsa();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaMiscPEMGenerator(key.getPrivate(), new JcePEMEncryptorBuilder(cipher)
                    .setProvider(new BouncyCastleProvider()).build(PASSPHRASE.toCharArray())));
        }
        assertThat(KeyUtils.compareKeys(read(ascii(text.toString()), PASSPHRASE).getPublic(), key.getPublic())).isTrue();
        fails(ascii(text.toString().replace(cipher, "CAMELLIA-256-CBC")), PASSPHRASE, SshErrorCode.UNREADABLE_KEY,
                "is encrypted in a way that is not supported, CAMELLIA-256-CBC");
    }

    @Test
    void aPkcs8KeyWhoseKeyIsDerivedByScryptIsRead() throws Exception {
        KeyPair key = ecdsa();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(key.getPrivate(), new JcePKCSPBEOutputEncryptorBuilder(
                    new ScryptConfig.Builder(16_384, 8, 1).build(), NISTObjectIdentifiers.id_aes256_CBC)
                    .setProvider(new BouncyCastleProvider()).build(PASSPHRASE.toCharArray())));
        }
        assertThat(KeyUtils.compareKeys(read(ascii(text.toString()), PASSPHRASE).getPublic(), key.getPublic())).isTrue();
    }

    private static byte[] pkcs8(KeyDerivationFunc derivation, ASN1ObjectIdentifier cipher) throws Exception {
        PBES2Parameters parameters = new PBES2Parameters(derivation, new EncryptionScheme(cipher, new DEROctetString(new byte[16])));
        return pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                new byte[64]).getEncoded());
    }

    private static KeyDerivationFunc pbkdf2(int iterations) {
        return new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], iterations));
    }

    @Test
    void aPkcs8KeyThatIsTooExpensiveOrInAnUnknownCipherIsRefused() throws Exception {
        fails(pkcs8(pbkdf2(1), new ASN1ObjectIdentifier("1.2.3.4")), PASSPHRASE, SshErrorCode.UNREADABLE_KEY,
                "is encrypted in a way that is not supported, 1.2.3.4");
        fails(pkcs8(pbkdf2(10_000_001), NISTObjectIdentifiers.id_aes256_CBC), PASSPHRASE, SshErrorCode.UNREADABLE_KEY,
                "is protected by 10000001 iterations, and at most 10000000 are supported");
        fails(pkcs8(new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[8], 1 << 20, 8, 1)),
                NISTObjectIdentifiers.id_aes256_CBC), PASSPHRASE, SshErrorCode.UNREADABLE_KEY, "is protected by scrypt with 1073741824 bytes");
    }

    @Test
    void aDsaKeyIsNamedAsSuch() throws Exception {
        fails(pem("DSA PRIVATE KEY", new byte[16]), null, SshErrorCode.UNREADABLE_KEY, "is a DSA key, which is not supported");
    }

    // ---- no private key ----

    @Test
    void whatIsNoPrivateKeyIsSaidToBeWhatItIs() throws Exception {
        Path file = keygen("-t", "ed25519", "-N", "");
        String text = Files.readString(file);
        byte[] publicKey = Files.readAllBytes(Path.of(file + ".pub"));
        fails(new byte[0], null, SshErrorCode.UNREADABLE_KEY, "is empty");
        fails(ascii(" \r\n\n"), null, SshErrorCode.UNREADABLE_KEY, "is empty");
        fails(publicKey, null, SshErrorCode.UNREADABLE_KEY, "is a public key", "the file of the same name without .pub");
        fails(ascii("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n"), null, SshErrorCode.UNREADABLE_KEY, "is a public key");
        fails(pem("PUBLIC KEY", new byte[10]), null, SshErrorCode.UNREADABLE_KEY, "is a public key");
        fails(pem("CERTIFICATE", new byte[10]), null, SshErrorCode.UNREADABLE_KEY, "is an X.509 certificate");
        fails(ascii("ssh-ed25519-cert-v01@openssh.com AAAAIHNz"), null, SshErrorCode.UNREADABLE_KEY, "is a certificate");
        fails(text.getBytes(StandardCharsets.UTF_16), null, SshErrorCode.UNREADABLE_KEY, "is in UTF-16: save it as ASCII or UTF-8");
        fails(text.getBytes(StandardCharsets.UTF_16LE), null, SshErrorCode.UNREADABLE_KEY, "is in UTF-16");
        fails(text.getBytes(StandardCharsets.UTF_16BE), null, SshErrorCode.UNREADABLE_KEY, "is in UTF-16");
        fails(new byte[] {0x30, (byte) 0x82, 1, 0, 2, 1}, null, SshErrorCode.UNREADABLE_KEY, "is in binary form");
        fails(ascii("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n"), null, SshErrorCode.UNREADABLE_KEY, "is in the form of ssh.com");
        fails(ascii("hello"), null, SshErrorCode.UNREADABLE_KEY, "holds no private key that can be read");
        fails(ascii("PuTTY-User-Key-File-1: ssh-rsa\r\n"), null, SshErrorCode.UNREADABLE_KEY, "is in a version of PuTTY's form");
    }

    @Test
    void aByteOrderMarkOfUtf8IsNoProblem() throws Exception {
        Path file = keygen("-t", "ecdsa", "-N", "", "-m", "PEM");
        isKeyOf(Path.of(file + ".pub"), read(("\ufeff" + Files.readString(file)).getBytes(StandardCharsets.UTF_8), null));
    }
}
