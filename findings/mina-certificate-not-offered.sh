#!/bin/bash
# MINA's client does not offer a certificate that is not valid by its own clock, and says nothing about it
#
# Packages: org.apache.sshd:sshd-core 2.20.0 (Maven Central); beside it the ssh of openssh-client 1:10.0p1-7+deb13u4 (Debian 13), against
#   openssh-server of the same version.
# Guess: the client offers it, as ssh does, and the server, whose clock counts, decides; or the client's exception says that it has expired.
# Seen: with a certificate that has expired a minute ago the server's log has no line about a certificate of MINA's: "MINA: No more
#   authentication methods available; certificates offered: 0". Of ssh it has one: "ssh: certificates offered: 1", and the reason.
# Matters: on a machine whose clock is ahead, a valid certificate is not used. Neither side's log has a reason, and the server's log has no
#   attempt. A client has to offer it itself, as the adapter does, or look at its
#   clock first.
# Source: org.apache.sshd.client.auth.pubkey.UserAuthPublicKey, which asks OpenSshCertificate.isValidNow; sshd's auth2-pubkey.c, "Certificate
#   invalid: expired".
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4 openssh-client=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
ssh-keygen -q -t ed25519 -N '' -C ca -f "$ROOT/t/ca"
ssh-keygen -q -s "$ROOT/t/ca" -I short -n root -V -10m:-1m "$ROOT/t/user.pub" 2> /dev/null
openssh -o TrustedUserCAKeys=/t/ca.pub -o AuthorizedKeysFile=none -o LogLevel=VERBOSE
offered() { grep -ac 'Certificate invalid: expired' "$T/server.log" || true; }
{
    before=$(offered)
    run_java Expired "$PORT" "$ROOT/t/user" <<'JAVA'
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

public class Expired {
    public static void main(String[] args) throws Exception {
        KeyPair key = new FileKeyPairProvider(Path.of(args[1])).loadKeys(null).iterator().next();
        String certificate = Files.readString(Path.of(args[1] + "-cert.pub"), StandardCharsets.US_ASCII);
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
        ClientSession session = client.connect("root", "127.0.0.1", Integer.parseInt(args[0])).verify(Duration.ofSeconds(20)).getSession();
        session.addPublicKeyIdentity(new KeyPair(PublicKeyEntry.parsePublicKeyEntry(certificate).resolvePublicKey(null, null, null), key.getPrivate()));
        try {
            session.auth().verify(Duration.ofSeconds(20));
            System.out.println("MINA: logged in");
        } catch (java.io.IOException e) {
            System.out.println("MINA: " + e.getMessage());
        }
        System.exit(0);
    }
}
JAVA
    echo "MINA: certificates offered: $(($(offered) - before))"
    before=$(offered)
    (inside /usr/bin/ssh -F none -i /t/user -p "$PORT" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        root@127.0.0.1 true) > /dev/null 2>&1 || true
    echo "ssh: certificates offered: $(($(offered) - before))"
} > "$T/out"
expect "$T/out" 'MINA: certificates offered: 0' 'ssh: certificates offered: 1'
