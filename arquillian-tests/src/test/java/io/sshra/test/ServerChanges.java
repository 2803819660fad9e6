package io.sshra.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs commands that change a server's configuration, and takes the changes back. On the client's side only. */
final class ServerChanges implements AutoCloseable {

    private static final Pattern ADD = Pattern.compile("(/\\S*):add(?:\\(.*\\))?");
    private static final Pattern ALIAS = Pattern.compile("(/\\S*):add-alias\\(alias=([\\w-]+),.*\\)");
    private static final Pattern ATTRIBUTE = Pattern.compile("(/\\S*):write-attribute\\(name=([\\w-]+), *value=.*\\)");
    private static final Pattern RESULT = Pattern.compile("\"result\" => (\\S+?),?\\s");

    private final JBossCli cli;
    private final Deque<String> undo = new ArrayDeque<>();

    ServerChanges(JBossCli cli) {
        this.cli = cli;
    }

    void run(String command) {
        String inverse = inverse(command);
        cli.command(command);
        if (inverse != null) {
            undo.push(inverse);
        }
    }

    /** Null if it changes nothing. */
    private String inverse(String command) {
        if (command.equals("reload") || command.contains(":read-")) {
            return null;
        }
        Matcher add = ADD.matcher(command);
        if (add.matches()) {
            return add.group(1) + ":remove";
        }
        Matcher alias = ALIAS.matcher(command);
        if (alias.matches()) {
            return alias.group(1) + ":remove-alias(alias=" + alias.group(2) + ")";
        }
        Matcher attribute = ATTRIBUTE.matcher(command);
        if (attribute.matches()) {
            Matcher before = RESULT.matcher(cli.command(attribute.group(1) + ":read-attribute(name=" + attribute.group(2) + ")"));
            if (before.find()) {
                return attribute.group(1) + ":write-attribute(name=" + attribute.group(2) + ", value=" + before.group(1) + ")";
            }
        }
        throw new IllegalArgumentException("It is not known how to take back " + command);
    }

    /** Takes back all of it, the last first, and reloads. */
    @Override
    public void close() {
        while (!undo.isEmpty()) {
            cli.command(undo.pop());
        }
        cli.command("reload");
    }
}
