package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A thread that copies one stream to another without delay, until either ends. */
final class Pump {

    private Pump() {
    }

    static void start(InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> {
            try (from; to) {
                byte[] buffer = new byte[1 << 16];
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    to.write(buffer, 0, read);
                    to.flush();
                }
            } catch (IOException ended) {
                // One of the streams was closed.
            }
        }, "pump");
        thread.setDaemon(true);
        thread.start();
    }
}
