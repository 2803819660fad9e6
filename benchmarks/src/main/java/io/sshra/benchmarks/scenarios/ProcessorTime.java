package io.sshra.benchmarks.scenarios;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The user and system time of this process, without its compiler, whose work is done once. */
final class ProcessorTime {

    /** Of the kernel's clock in {@code /proc}; proc(5) calls it USER_HZ. */
    private static final long NANOS_PER_TICK = 10_000_000;
    /** The fields of {@code /proc/PID/task/TID/stat} after the name, counted from 0. */
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private ProcessorTime() {
    }

    static long nanos() throws IOException {
        long all = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        long compiler = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                compiler += compilerNanos(thread.resolve("stat"));
            }
        }
        return all - compiler;
    }

    private static long compilerNanos(Path stat) throws IOException {
        String line;
        try {
            line = Files.readString(stat);
        } catch (NoSuchFileException ended) {
            return 0;
        }
        int end = line.lastIndexOf(')');
        if (!line.substring(0, end).contains("Compiler")) {
            return 0;
        }
        String[] fields = line.substring(end + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * NANOS_PER_TICK;
    }
}
