package io.sshra.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** Uses one processor beside a measurement, in a process of its own, until its input ends. */
public final class BusyProcess implements AutoCloseable {

    private final Process process;

    private BusyProcess(Process process) {
        this.process = process;
    }

    /** Starts one. It ends with this JVM. */
    static BusyProcess start() throws IOException {
        return new BusyProcess(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
                "-cp", System.getProperty("java.class.path"), BusyProcess.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** @param arguments none */
    public static void main(String[] arguments) throws IOException {
        Thread work = new Thread(BusyProcess::useProcessor);
        work.setDaemon(true);
        work.start();
        while (System.in.read() >= 0) {
            // Waits for the end of the input.
        }
    }

    private static void useProcessor() {
        long number = 1;
        while (number != 0) {
            // Marsaglia's xorshift, which never becomes 0.
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
