package io.sshra.policy;

import io.sshra.SshCommand;
import io.sshra.base.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * One use of a connection, which a rule is to allow.
 *
 * @param kind      what is opened
 * @param words     the argument vector of {@link Kind#EXEC}; otherwise empty
 * @param place     where a stream or a forwarding leads; null for everything else, and for a forwarding whose clients choose
 * @param variables the names of the environment variables that are sent
 * @param terminal  whether a command gets a terminal; a shell always has one
 */
public record Use(Kind kind, List<String> words, Place place, Set<String> variables, boolean terminal) {

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

    /** A command as it will run. Arguments whose bytes rules can't be compared with count as a text for the shell. */
    public static Use of(SshCommand command) {
        boolean compared = !command.arguments().isEmpty() && isWrittenLikeRules(command);
        return new Use(compared ? Kind.EXEC : Kind.COMMAND_LINE, compared ? command.arguments() : List.of(), null,
                command.environment().keySet(), command.pty() != null);
    }

    /** The user's shell, with these variables. */
    public static Use shell(Set<String> variables) {
        return new Use(Kind.SHELL, List.of(), null, variables, false);
    }

    /** A channel without a program of the user's choice. */
    public static Use of(Kind kind, Place place) {
        return new Use(kind, List.of(), place, Set.of(), false);
    }

    /** Whether each character of the command is one byte of ASCII or is sent in UTF-8: rules are texts, and servers get bytes. */
    private static boolean isWrittenLikeRules(SshCommand command) {
        return command.charset().equals(StandardCharsets.UTF_8) || command.commandLine().chars().allMatch(c -> c < 0x80);
    }

    /** What it is, for a message. Arguments may be secret, so only the program is named. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXEC -> "the command " + JsonText.word(words.get(0)) + " with these arguments (" + (words.size() - 1) + ")";
            case COMMAND_LINE -> "a command line for the shell";
            case SHELL -> "a shell";
            case FILES -> "SFTP";
            case STREAM -> "a stream to " + shown();
            case FORWARD_LOCAL, FORWARD_REMOTE -> kind.word + " to " + shown();
            case FORWARD_DYNAMIC -> kind.word;
        };
    }

    private String shown() {
        return JsonText.word(place.socket() == null ? place.host() + ":" + place.port() : place.socket());
    }
}
