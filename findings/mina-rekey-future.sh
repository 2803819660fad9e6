#!/bin/bash
# MINA's reExchangeKeys, verified a hundred times in a row, exchanges keys a few times
#
# Packages: org.apache.sshd:sshd-core 2.20.0 (Maven Central), openssh-server 1:10.0p1-7+deb13u4 (Debian 13); the same with 10.6p1.
# Guess: reExchangeKeys().verify(time) returns when new keys are in use, so a hundred of them are a hundred exchanges.
# Seen: "in a row: 100 verified, fewer than 50 exchanges" (1 to 6 of them). With a pause of 700 ms after each:
#   "with pauses: 5 verified, 5 exchanges". So a call soon after an exchange gets a future that is done, and starts nothing.
# Matters: a test or a soak that counts on its calls changes the keys hardly at all, and passes. Count SSH_MSG_NEWKEYS.
# Source: org.apache.sshd.common.session.Session.reExchangeKeys, whose documentation says that it initiates a new key exchange and
#   gives a future for awaiting that exchange's completion.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
openssh
run_java RekeyFuture "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

public class RekeyFuture {
    public static void main(String[] args) throws Exception {
        AtomicInteger exchanges = new AtomicInteger();
        ClientSession session = Client.login("root", args[0], args[1]);
        session.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session which, Event event) {
                if (event == Event.KeyEstablished) {
                    exchanges.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 100; i++) {
            session.reExchangeKeys().verify(Duration.ofSeconds(10));
        }
        Thread.sleep(2000);
        System.err.println(exchanges.get() + " exchanges");
        System.out.println("in a row: 100 verified, " + (exchanges.get() < 50 ? "fewer than 50" : "50 or more") + " exchanges");
        exchanges.set(0);
        for (int i = 0; i < 5; i++) {
            session.reExchangeKeys().verify(Duration.ofSeconds(10));
            Thread.sleep(700);
        }
        System.out.println("with pauses: 5 verified, " + exchanges.get() + " exchanges");
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'in a row: 100 verified, fewer than 50 exchanges' 'with pauses: 5 verified, 5 exchanges'
