#!/bin/bash
# MINA reports a wrong passphrase of a PuTTY key as a corrupt stream, for each key with another number
#
# Packages: org.apache.sshd:sshd-putty 2.19.0 (Maven Central, which has no 2.20.0), putty-tools 0.83-3 (Debian 13).
# Guess: an exception of its own for it, or a message that names the passphrase, as puttygen says "wrong passphrase".
# Seen: six keys with the same wrong passphrase give java.io.StreamCorruptedException with six messages, such as "Requested block
#   length (1744213851) exceeds max. allowed (32767)" or "Negative block length requested", none of which names the passphrase.
# Matters: such a message looks like a damaged file, and people copy the key again. No test for a text, and no monitoring, finds it.
# Source: org.apache.sshd.putty.AbstractPuttyKeyDecoder, which parses what it has decrypted; PuTTY's manual, appendix C (PPK file
#   format).
. "$(dirname "$0")/lib/setup.sh"
debian trixie putty-tools=0.83-3
maven org.apache.sshd:sshd-core:2.19.0 org.apache.sshd:sshd-sftp:2.19.0 org.apache.sshd:sshd-putty:2.19.0
printf 'right' > "$ROOT/t/right"
printf 'wrong' > "$ROOT/t/wrong"
for number in 1 2 3 4 5 6; do
    (inside /usr/bin/puttygen -q -t ed25519 --random-device /dev/urandom -C key --new-passphrase /t/right -o "/t/$number.ppk")
done
{
    (inside /usr/bin/puttygen -q /t/1.ppk --old-passphrase /t/wrong -O private-openssh -o /t/none) 2>&1 || true
    run_java WrongPassphrase "$ROOT/t" <<'JAVA'
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.putty.PuttyKeyUtils;

public class WrongPassphrase {
    public static void main(String[] args) throws Exception {
        Set<String> messages = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (int i = 1; i <= 6; i++) {
            Path file = Path.of(args[0], i + ".ppk");
            System.out.println("right passphrase: "
                    + PuttyKeyUtils.DEFAULT_INSTANCE.loadKeyPairs(null, file, FilePasswordProvider.of("right")).size() + " key");
            try {
                PuttyKeyUtils.DEFAULT_INSTANCE.loadKeyPairs(null, file, FilePasswordProvider.of("wrong"));
            } catch (Exception e) {
                kinds.add(e.getClass().getName());
                messages.add(e.getMessage());
            }
        }
        System.out.println("wrong passphrase of six keys: " + kinds + ", messages: " + messages.size());
        System.out.println("one of them names the passphrase: " + messages.stream().anyMatch(each -> each.contains("pass")));
        System.out.println("such as: " + messages.iterator().next());
        System.exit(0);
    }
}
JAVA
} > "$T/out" 2>&1 || { cat "$T/out"; exit 1; }
grep -aq 'wrong passphrase' "$T/out" || { cat "$T/out"; echo "NOT SEEN ANY MORE: puttygen's wrong passphrase"; exit 1; }
expect "$T/out" 'right passphrase: 1 key' 'wrong passphrase of six keys: [java.io.StreamCorruptedException], messages: 6' \
    'one of them names the passphrase: false'
