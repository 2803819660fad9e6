#!/bin/bash
# MINA can't send the public key of an Ed25519 pair that the JDK has made, and takes Ed448 for ssh-ed25519
#
# Packages: org.apache.sshd:sshd-core and sshd-sftp 2.20.0, org.bouncycastle:bcprov-jdk18on 1.87 (Maven Central), with the JDK 17's KeyPairGenerator.
# Guess: a pair of KeyPairGenerator "Ed25519" works like one that was read from a file, as MINA supports Ed25519 with Bouncy Castle; the
#   type of an Ed448 key is null, as that of an X25519 key, because MINA has no such keys.
# Seen: KeyUtils.getKeyType calls both Ed25519 and Ed448 "ssh-ed25519". Putting the Ed25519 public key into a message fails with
#   IllegalArgumentException "Not an EDDSA public key: algorithm = Ed25519". The same key, converted by Bouncy Castle's KeyFactory, takes 55 bytes.
# Matters: a program that makes its key with the JDK fails in the middle of the log-in, with a message that contradicts itself.
# Source: BouncyCastleEdDSASupport.putRawEDDSAPublicKey, KeyUtils.getKeyType.
. "$(dirname "$0")/lib/setup.sh"
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0 org.bouncycastle:bcprov-jdk18on:1.87 org.bouncycastle:bcpkix-jdk18on:1.87
run_java JdkKeyPairs > "$T/out" 2>&1 <<'JAVA' || { cat "$T/out"; exit 1; }
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class JdkKeyPairs {
    public static void main(String[] args) throws Exception {
        for (String algorithm : new String[] {"Ed25519", "Ed448", "X25519"}) {
            PublicKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
            System.out.println("type of " + algorithm + ": " + KeyUtils.getKeyType(key));
        }
        PublicKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
        System.out.println("of the JDK: " + written(key));
        System.out.println("of Bouncy Castle: " + written(KeyFactory.getInstance("Ed25519", new BouncyCastleProvider())
                .generatePublic(new X509EncodedKeySpec(key.getEncoded()))));
    }

    private static String written(PublicKey key) {
        try {
            ByteArrayBuffer message = new ByteArrayBuffer();
            message.putPublicKey(key);
            return message.available() + " bytes";
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ", " + e.getMessage().split(",")[0];
        }
    }
}
JAVA
expect "$T/out" 'type of Ed25519: ssh-ed25519' 'type of Ed448: ssh-ed25519' 'type of X25519: null' \
    'of the JDK: IllegalArgumentException, Not an EDDSA public key: algorithm = Ed25519' 'of Bouncy Castle: 55 bytes'
