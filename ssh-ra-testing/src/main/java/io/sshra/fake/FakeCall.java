package io.sshra.fake;

import io.sshra.SshCommand;

/**
 * A command that an application has run or started, or a shell. Immutable.
 *
 * @since 1.0
 */
public final class FakeCall {

    /** The command line by which a shell is recorded and scripted. */
    public static final String SHELL = "(shell)";

    private final FakeSlot.Key key;
    private final SshCommand command;

    FakeCall(FakeSlot.Key key, SshCommand command) {
        this.key = key;
        this.command = command;
    }

    /** The user of its connection. */
    public String user() {
        return key.user();
    }

    /** The session of its connection. */
    public String session() {
        return key.session();
    }

    /** The profile of its connection. */
    public String profile() {
        return key.profile();
    }

    /** The command. That of a shell has its terminal and its environment. */
    public SshCommand command() {
        return command;
    }

    /** The command line as the server gets it; {@link #SHELL} for a shell. */
    public String commandLine() {
        return command.commandLine();
    }

    @Override
    public String toString() {
        return user() + " on " + profile() + ": " + commandLine();
    }
}
