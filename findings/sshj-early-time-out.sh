#!/bin/bash
# sshj reports "Timeout expired: 30000 MILLISECONDS" long before 30 seconds, and drops the write
#
# Packages: com.hierynomus:sshj 0.40.0 (Maven Central), openssh-server 1:10.0p1-7+deb13u4 (Debian 13).
# Guess: a wait of 30 s ends after 30 s, or earlier with what it waits for.
# Seen: with several uploads on one connection and a small RekeyLimit some fail with that message while all of them together
#   take less than 30 s. The primitive behind it does so each time: a value that is delivered and cleared again before the
#   waiting thread runs is told as a time-out: "Promise: Timeout expired: 30000 MILLISECONDS, early: true". A writer that waits
#   for one key exchange and wakes up in the next one meets just that.
# Matters: a message of a time-out that did not pass sends people to look for a slow network. It needs two key exchanges
#   close together: by volume, or by RekeyLimit's time and volume at once.
# Source: net.schmizz.concurrent.Promise.tryRetrieve, which awaits its condition once and returns the value, null, without
#   looking whether it has been delivered; net.schmizz.sshj.transport.KeyExchanger.waitForDone.
. "$(dirname "$0")/lib/setup.sh"
maven com.hierynomus:sshj:0.40.0 org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
run_java EarlyTimeOut > "$T/out" <<'JAVA'
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.ExceptionChainer;
import net.schmizz.concurrent.Promise;

public class EarlyTimeOut {
    public static void main(String[] args) throws Exception {
        Promise<Boolean, Exception> done = new Promise<>("done", new ExceptionChainer<Exception>() {
            @Override
            public Exception chain(Throwable t) {
                return t instanceof Exception e ? e : new Exception(t);
            }
        }, net.schmizz.sshj.common.LoggerFactory.DEFAULT);
        Thread other = new Thread(() -> {
            while (!done.hasWaiters()) {
                Thread.onSpinWait();
            }
            done.lock();
            try {
                done.deliver(true);
                done.clear();
            } finally {
                done.unlock();
            }
        });
        other.start();
        long start = System.nanoTime();
        try {
            System.out.println("Promise: " + done.retrieve(30_000, TimeUnit.MILLISECONDS));
        } catch (java.util.concurrent.TimeoutException e) {
            System.out.println("Promise: " + e.getMessage() + ", early: " + (System.nanoTime() - start < 25_000_000_000L));
        }
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'Promise: Timeout expired: 30000 MILLISECONDS, early: true'
