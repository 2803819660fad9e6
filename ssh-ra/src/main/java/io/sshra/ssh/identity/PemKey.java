package io.sshra.ssh.identity;

import io.sshra.SshProfileException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Reads a private key in PEM or PKCS#8 form (RFC 7468, RFC 5915, RFC 8017) by Bouncy Castle, which knows more ciphers than MINA, and
 * writes it as unencrypted PKCS#8 for MINA. An EC key without its public part gets it.
 */
final class PemKey {

    /** OpenSSL's default is 2,048. Ten million take some seconds. */
    private static final int MAX_ITERATIONS = 10_000_000;
    /** OpenSSL's default for scrypt is 16 MiB and one block. */
    private static final long MAX_SCRYPT_BYTES = 128L << 20;
    private static final int MAX_SCRYPT_BLOCKS = 16;

    /** What Bouncy Castle can decrypt of OpenSSL's older encryption. */
    private static final Pattern CIPHERS = Pattern.compile("(AES-(128|192|256)|DES|DES-EDE3?|BF|RC2|RC2-40|RC2-64)-(CBC|CFB|ECB|OFB)");
    /** RFC 5656 section 10.1 */
    private static final Set<ASN1ObjectIdentifier> CURVES = Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1,
            SECObjectIdentifiers.secp521r1);
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private final String origin;
    private final char[] passphrase;
    private boolean encrypted;

    /** @param passphrase null if there is none */
    PemKey(String origin, char[] passphrase) {
        this.origin = origin;
        this.passphrase = passphrase;
    }

    /** Unencrypted PKCS#8 (RFC 5958). The caller wipes it. */
    byte[] read(byte[] file) throws SshProfileException {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        try (PemReader reader = new PemReader(new StringReader(text.substring(text.indexOf("-----BEGIN "))))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().endsWith(PRIVATE_KEY)) {
                    return completed(key(block)).getEncoded();
                }
            }
        } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
            throw encrypted ? KeyFailures.wrongPassphrase(origin, e) : KeyFailures.damaged(origin, e);
        }
        throw KeyFailures.damaged(origin, null);
    }

    private PrivateKeyInfo key(PemObject block) throws IOException, PKCSException, OperatorCreationException, SshProfileException {
        return switch (block.getType()) {
            case PRIVATE_KEY -> PrivateKeyInfo.getInstance(block.getContent());
            case "ENCRYPTED PRIVATE KEY" -> decrypted(EncryptedPrivateKeyInfo.getInstance(block.getContent()));
            case "RSA PRIVATE KEY" -> new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(decrypted(block)));
            case "EC PRIVATE KEY" -> {
                ECPrivateKey key = ECPrivateKey.getInstance(decrypted(block));
                yield new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            }
            case "DSA PRIVATE KEY" -> throw KeyFailures.unreadable(origin, "is a DSA key, which is not supported");
            default -> throw KeyFailures.unreadable(origin, "is a key of an unknown kind, " + block.getType());
        };
    }

    // ---- encryption ----

    /** OpenSSL's older encryption, by headers (RFC 1421). */
    private byte[] decrypted(PemObject block) throws IOException, OperatorCreationException, SshProfileException {
        for (Object each : block.getHeaders()) {
            PemHeader header = (PemHeader) each;
            if (header.getName().equals("DEK-Info")) {
                String[] parts = header.getValue().split(",");
                if (!CIPHERS.matcher(parts[0]).matches()) {
                    throw unsupportedCipher(parts[0], null);
                }
                return new JcePEMDecryptorProviderBuilder().setProvider(new BouncyCastleProvider()).build(neededPassphrase())
                        .get(parts[0]).decrypt(block.getContent(), HexFormat.of().parseHex(parts[1]));
            }
        }
        return block.getContent();
    }

    /** RFC 8018 */
    private PrivateKeyInfo decrypted(EncryptedPrivateKeyInfo info) throws SshProfileException, PKCSException {
        AlgorithmIdentifier algorithm = info.getEncryptionAlgorithm();
        String name = algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)
                ? PBES2Parameters.getInstance(algorithm.getParameters()).getEncryptionScheme().getAlgorithm().getId()
                : algorithm.getAlgorithm().getId();
        checkCost(algorithm);
        char[] needed = neededPassphrase();
        InputDecryptor decryptor;
        try {
            decryptor = decryptors(algorithm, needed).get(algorithm);
        } catch (OperatorCreationException | RuntimeException e) {
            throw unsupportedCipher(name, e);
        }
        return new PKCS8EncryptedPrivateKeyInfo(info).decryptPrivateKeyInfo(any -> decryptor);
    }

    /** Only the first one knows scrypt, and only the second one the older ways of PKCS#5. */
    private static InputDecryptorProvider decryptors(AlgorithmIdentifier algorithm, char[] passphrase) throws OperatorCreationException {
        return algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)
                ? new JcePKCSPBEInputDecryptorProviderBuilder().setProvider(new BouncyCastleProvider()).build(passphrase)
                : new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider()).build(passphrase);
    }

    private void checkCost(AlgorithmIdentifier algorithm) throws SshProfileException {
        ASN1Encodable parameters = algorithm.getParameters();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            AlgorithmIdentifier derivation = AlgorithmIdentifier.getInstance(PBES2Parameters.getInstance(parameters).getKeyDerivationFunc());
            if (derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
                ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
                BigInteger bytes = scrypt.getCostParameter().multiply(scrypt.getBlockSize()).shiftLeft(7);
                if (bytes.compareTo(BigInteger.valueOf(MAX_SCRYPT_BYTES)) > 0
                        || scrypt.getParallelizationParameter().compareTo(BigInteger.valueOf(MAX_SCRYPT_BLOCKS)) > 0) {
                    throw KeyFailures.tooExpensive(origin, "scrypt with " + bytes + " bytes and " + scrypt.getParallelizationParameter()
                            + " blocks, and at most " + MAX_SCRYPT_BYTES + " and " + MAX_SCRYPT_BLOCKS + " are supported");
                }
            } else {
                checkIterations(PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount());
            }
        } else {
            // PBES1 and PKCS#12: salt and iterations
            checkIterations(ASN1Integer.getInstance(ASN1Sequence.getInstance(parameters).getObjectAt(1)).getValue());
        }
    }

    private void checkIterations(BigInteger iterations) throws SshProfileException {
        if (iterations.compareTo(BigInteger.valueOf(MAX_ITERATIONS)) > 0) {
            throw KeyFailures.tooExpensive(origin, iterations + " iterations, and at most " + MAX_ITERATIONS + " are supported");
        }
    }

    private char[] neededPassphrase() throws SshProfileException {
        if (passphrase == null) {
            throw KeyFailures.noPassphrase(origin);
        }
        encrypted = true;
        return passphrase;
    }

    // ---- elliptic curves ----

    /** RFC 5915 section 3: the public key may be missing, and so may the curve where it is said outside. */
    private PrivateKeyInfo completed(PrivateKeyInfo info) throws IOException, SshProfileException {
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return info;
        }
        if (!(algorithm.getParameters() instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
            throw KeyFailures.unreadable(origin, "is on another curve than P-256, P-384 and P-521 by name, and SSH has no others");
        }
        X9ECParameters parameters = ECNamedCurveTable.getByOID(curve);
        BigInteger number = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
        if (number.signum() <= 0 || number.compareTo(parameters.getN()) >= 0) {
            throw new IllegalArgumentException("the number is not on the curve");
        }
        byte[] point = new FixedPointCombMultiplier().multiply(parameters.getG(), number).normalize().getEncoded(false);
        return new PrivateKeyInfo(algorithm, new ECPrivateKey(parameters.getN().bitLength(), number, new DERBitString(point), curve));
    }

    // ---- failures ----

    private SshProfileException unsupportedCipher(String name, Exception cause) {
        return KeyFailures.unreadable(origin, "is encrypted in a way that is not supported, " + name + ": encrypt it anew, for instance"
                + " with AES-256-CBC", cause);
    }
}
