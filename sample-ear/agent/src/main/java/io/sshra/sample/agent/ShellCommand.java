package io.sshra.sample.agent;

import io.sshra.SshException;

/** A command in a shell that goes on after it. It runs until both outputs have its mark, or the shell has ended. */
final class ShellCommand extends Streamed {

    private final AgentShell shell;
    private final boolean first;
    /** Guarded, like the next fields, by this object's monitor. */
    private boolean ended;
    private int exitCode;
    /** Why the shell has ended; null if it goes on. */
    private String shellEnd;
    private SshException failure;

    /** @param first whether the shell is new */
    ShellCommand(String id, AgentShell shell, boolean first) {
        super(id, shell.profile());
        this.shell = shell;
        this.first = first;
    }

    synchronized void exited(int code) {
        ended = true;
        exitCode = code;
        notifyAll();
    }

    /**
     * @param why     in words
     * @param cause   why there was no shell at all; null if there was one
     */
    synchronized void shellEnded(String why, SshException cause) {
        if (!ended) {
            ended = true;
            shellEnd = why;
            failure = cause;
            notifyAll();
        }
    }

    synchronized void more() {
        notifyAll();
    }

    @Override
    synchronized boolean isRunning() {
        return !ended;
    }

    @Override
    void signal(String name) throws SshException {
        shell.signal(name);
    }

    @Override
    void end() {
        if (isRunning()) {
            shell.end();
        }
    }

    @Override
    synchronized Answer state() {
        if (failure != null) {
            return Answer.failed(failure).with("handle", id()).with("profile", profile()).with("state", "failed");
        }
        boolean exited = ended && shellEnd == null;
        Answer answer = new Answer().with("handle", id()).with("profile", profile()).with("state", !ended ? "running" : exited ? "exited" : "shell_ended")
                .with("exit_code", exited ? exitCode : null).with("new_shell", first);
        if (first) {
            answer.say("A new shell on " + profile() + ": directory and variables are those of the log-in");
        }
        return answer.say(profile() + ", handle " + id() + ": " + (!ended ? "still running, goes on. Read on by ssh_read, end it by ssh_signal"
                : exited ? "exited with " + exitCode : shellEnd + ". The next command gets a new shell"));
    }
}
