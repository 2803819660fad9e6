package io.sshra.fake;

import io.sshra.SshCommand;

/**
 * A command that an application has run or started.
 *
 * @param user    the user of its connection
 * @param session the session of its connection
 * @param profile the profile of its connection
 * @param command the command. For a shell, its command line is {@link #SHELL}
 */
public record FakeCall(String user, String session, String profile, SshCommand command) {

    /** The command line by which a shell is recorded and scripted. */
    public static final String SHELL = "(shell)";

    /** The command line as the server gets it. */
    public String commandLine() {
        return command.commandLine();
    }
}
