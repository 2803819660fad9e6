package io.sshra.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program that asks for a password as sudo 1.9 does, without a terminal, and runs the command as the same user: three attempts by {@code -S} with the
 * question of {@code -p}, none by {@code -n}, and a password counts for all commands of its parent.
 */
public final class FakeSudo {

    private static final String SCRIPT = """
            #!/bin/sh
            folder=${0%/*}
            asks= only= question='Password: '
            while :; do
                case $1 in
                -S) asks=yes; shift;;
                -n) asks=; shift;;
                -v) only=yes; shift;;
                -p) question=$2; shift 2;;
                *) break;;
                esac
            done
            if ! [ -e "$folder/ticket-$PPID" ] && ! [ -e "$folder/free" ]; then
                [ "$asks" ] || { echo 'sudo: a password is required' >&2; exit 1; }
                for attempt in 1 2 3; do
                    printf %s "$question" >&2
                    IFS= read -r line || { printf '\\nsudo: no password was provided\\n' >&2; exit 1; }
                    [ "$line" = "$(cat "$folder/password")" ] && { : > "$folder/ticket-$PPID"; break; }
                    [ $attempt = 3 ] && { echo 'sudo: 3 incorrect password attempts' >&2; exit 1; }
                    echo 'Sorry, try again.' >&2
                done
            fi
            [ "$only" ] || exec "$@"
            """;

    private final Path folder;

    /** @param folder of this program alone; exists */
    public FakeSudo(Path folder, String password) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("password"), password + "\n");
        Files.writeString(folder.resolve("sudo"), SCRIPT);
        Files.setPosixFilePermissions(folder.resolve("sudo"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The path of the program. */
    public String program() {
        return folder.resolve("sudo").toString();
    }

    /** From now on it asks nobody, as if sudoers said NOPASSWD. */
    public void asksNobody() throws IOException {
        Files.createFile(folder.resolve("free"));
    }
}
