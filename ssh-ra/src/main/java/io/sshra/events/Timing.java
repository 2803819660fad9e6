package io.sshra.events;

/** What is timed, if it succeeds. */
public enum Timing {

    CONNECT("a successful connect"),
    AUTHENTICATION("a successful log-in, the last part of a connect,"),
    COMMAND("a command");

    private final String what;

    Timing(String what) {
        this.what = what;
    }

    /** What takes the time, for people. */
    public String what() {
        return what;
    }

    /** How the names of its figures begin. */
    public String figureName() {
        return Counter.figureName(name());
    }
}
