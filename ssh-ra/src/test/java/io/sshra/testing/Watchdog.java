package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Kills a process and all its descendants when this JVM ends in any way, even by SIGKILL. It is a shell that waits for the end
 * of its standard input, whose other end only this JVM has.
 */
public final class Watchdog implements AutoCloseable {

    /**
     * The argument is the process. A process is identified by its pid and start time, so that a reused pid is not killed.
     * Parents are stopped before their children are listed, so that they start no more.
     */
    private static final String SCRIPT = """
            stat() {
                IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
                set -- ${line##*) }
                parent=$2 start=${20}
            }
            kill_all() (
                kill -STOP "$1" 2>/dev/null
                for child in /proc/[0-9]*; do
                    child=${child#/proc/}
                    if stat "$child" && [ "$parent" = "$1" ]; then kill_all "$child"; fi
                done
                kill -KILL "$1" 2>/dev/null
            )
            trap '' HUP INT TERM
            stat "$1" || exit
            began=$start
            while read -r nothing; do :; done
            if stat "$1" && [ "$start" = "$began" ]; then kill_all "$1"; fi
            """;

    /** Kept here, because an unreachable watchdog might be closed. */
    private static final Map<ProcessHandle, Watchdog> OVER_CHILDREN = new HashMap<>();

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Watches the process from now on until this is closed. */
    public static Watchdog over(ProcessHandle process) {
        try {
            return new Watchdog(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "watchdog", String.valueOf(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Watches each child of this JVM whose command line contains this text, until this JVM ends. */
    public static void overChildren(String command) {
        synchronized (OVER_CHILDREN) {
            ProcessHandle.current().children().filter(child -> child.info().commandLine().orElse("").contains(command))
                    .forEach(child -> OVER_CHILDREN.computeIfAbsent(child, Watchdog::over));
        }
    }

    /** Stops watching the process. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
