package io.sshra.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports for application servers: free ones below Linux's ephemeral ports, so that no other server of a test takes one before they start. */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;
    private static final Random RANDOM = new Random();

    private Ports() {
    }

    /** A port on which nothing listens. */
    public static int free() {
        return free(1);
    }

    /** The first of this many ports in a row on which nothing listens. */
    public static int free(int count) {
        for (;;) {
            int first = FIRST + RANDOM.nextInt(LAST - FIRST - count);
            if (areFree(first, count)) {
                return first;
            }
        }
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                probe.getLocalPort();
            } catch (BindException taken) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }
}
