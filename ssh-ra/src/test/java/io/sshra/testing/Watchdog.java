package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Kills a process, and all that it has started, when this JVM ends, however it ends: killed by SIGKILL, too. It is a shell that
 * waits for the end of its standard input, whose other end only this JVM has.
 */
public final class Watchdog implements AutoCloseable {

    /**
     * Its argument is the process. A process is known by its number and its start, so that none is killed that has got the
     * number of another. Parents are stopped before their children are looked for, so that there will be no more of these.
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

    /** Kept: what nobody has any more may be closed. */
    private static final Map<ProcessHandle, Watchdog> OVER_CHILDREN = new HashMap<>();

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** From now on until it is closed. */
    public static Watchdog over(ProcessHandle process) {
        try {
            return new Watchdog(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "watchdog", String.valueOf(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over each child of this JVM whose command line has that in it, for the rest of their lives and of this JVM's. */
    public static void overChildren(String command) {
        synchronized (OVER_CHILDREN) {
            ProcessHandle.current().children().filter(child -> child.info().commandLine().orElse("").contains(command))
                    .forEach(child -> OVER_CHILDREN.computeIfAbsent(child, Watchdog::over));
        }
    }

    /** Lets the process be. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
