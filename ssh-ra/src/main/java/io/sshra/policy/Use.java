package io.sshra.policy;

import io.sshra.SshCommand;
import io.sshra.SshPty;
import io.sshra.base.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One use of a connection, which a rule is to allow.
 *
 * @param kind    what is opened
 * @param words   the argument vector of {@link Kind#EXEC}; otherwise empty
 * @param place   where a stream or a forwarding leads; null for everything else, and for a forwarding whose clients choose
 * @param details exactly what will run
 */
public record Use(Kind kind, List<String> words, Place place, Details details) {

    private static final byte[] NO_INPUT = {};

    /** What is opened, by its name in the rules. */
    public enum Kind {

        /** A command that was given as an argument vector. */
        EXEC("exec"),
        /** A command that was given as a text for the shell. */
        COMMAND_LINE("command-line"),
        /** The user's shell on a terminal. */
        SHELL("shell"),
        /** SFTP. */
        FILES("files"),
        STREAM("stream"),
        FORWARD_LOCAL("forward-local"),
        FORWARD_REMOTE("forward-remote"),
        FORWARD_DYNAMIC("forward-dynamic");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Its name in the policy file and in the audit log. */
        public String word() {
            return word;
        }
    }

    /**
     * An address or a Unix-domain socket.
     *
     * @param host   null for a socket
     * @param port   0 for a socket
     * @param socket null for an address
     */
    public record Place(String host, int port, String socket) {
    }

    /**
     * What will run.
     *
     * @param text      the command line, or what is opened and where
     * @param charset   of the command line
     * @param stdin     the input
     * @param openInput whether the user writes the input while it runs
     * @param variables environment variables
     * @param terminal  null if there is none
     */
    public record Details(String text, String charset, byte[] stdin, boolean openInput, Map<String, String> variables, SshPty terminal) {

        private static Details of(String text) {
            return new Details(text, StandardCharsets.UTF_8.name(), NO_INPUT, false, Map.of(), null);
        }

        /** No part of it: all of them may be secret. */
        @Override
        public String toString() {
            return "Details";
        }
    }

    /**
     * A command as it will run. Arguments whose bytes rules can't be compared with count as a text for the shell.
     *
     * @param openInput whether the user writes its input while it runs
     */
    public static Use of(SshCommand command, boolean openInput) {
        boolean compared = !command.arguments().isEmpty() && isWrittenLikeRules(command);
        return new Use(compared ? Kind.EXEC : Kind.COMMAND_LINE, compared ? command.arguments() : List.of(), null, new Details(command.commandLine(),
                command.charset().name(), command.stdin(), openInput, command.environment(), command.pty()));
    }

    /** Whether each character of the command is one byte of ASCII or is sent in UTF-8: rules are texts, and servers get bytes. */
    private static boolean isWrittenLikeRules(SshCommand command) {
        return command.charset().equals(StandardCharsets.UTF_8) || command.commandLine().chars().allMatch(c -> c < 0x80);
    }

    /** The user's shell. */
    public static Use shell(SshPty terminal, Map<String, String> variables) {
        return new Use(Kind.SHELL, List.of(), null, new Details("shell", StandardCharsets.UTF_8.name(), NO_INPUT, true, variables, terminal));
    }

    /**
     * A channel without a program of the user's choice.
     *
     * @param text what is opened and where, for people
     */
    public static Use of(Kind kind, Place place, String text) {
        return new Use(kind, List.of(), place, Details.of(text));
    }

    /** What it is, for a message. Arguments may be secret, so only the program is named. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXEC -> "the command " + JsonText.word(words.get(0)) + " with these arguments (" + (words.size() - 1) + ")";
            case COMMAND_LINE -> "a command line for the shell";
            case SHELL -> "a shell";
            case FILES -> "SFTP";
            case STREAM, FORWARD_LOCAL, FORWARD_REMOTE, FORWARD_DYNAMIC -> JsonText.quoted(details.text());
        };
    }
}
