package io.sshra.events;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(commandLine.getBytes(StandardCharsets.UTF_8));
                return "sha256:" + HexFormat.of().formatHex(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform has SHA-256", e);
            }
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
