package io.sshra.events;

/** What is timed, if it succeeds. */
public enum Timing {

    CONNECT("a successful connect", "successful connects"),
    AUTHENTICATION("a successful log-in, the last part of a connect,", "successful log-ins"),
    COMMAND("a command", "commands");

    private final String what;
    private final String all;

    Timing(String what, String all) {
        this.what = what;
        this.all = all;
    }

    /** What takes the time, for people. */
    public String what() {
        return what;
    }

    /** The plural of {@link #what()}. */
    public String all() {
        return all;
    }

    /** How the names of its figures begin. */
    public String figureName() {
        return Counter.figureName(name());
    }
}
