package io.sshra.events;

import io.sshra.base.Sha256;

/** What events show of a command line. */
public enum CommandText {

    /** The command line itself. */
    FULL {
        @Override
        String of(String commandLine) {
            return commandLine;
        }
    },

    /** {@code sha256:} and the hash of its UTF-8 bytes in hexadecimal digits, by which commands can be compared. */
    HASH {
        @Override
        String of(String commandLine) {
            return "sha256:" + Sha256.hex(commandLine);
        }
    },

    /** Nothing. */
    NONE {
        @Override
        String of(String commandLine) {
            return null;
        }
    };

    abstract String of(String commandLine);
}
