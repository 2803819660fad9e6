package io.sshra.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is counted. Each counter is declared here and nowhere else: it is the figure of the same name. */
public enum Counter {

    CONNECTS("Successful connects that were the first of their key"),
    RECONNECTS("Successful connects of a key that had been connected before"),
    CONNECTS_FAILED("Failed connects: host, network or protocol"),
    AUTHENTICATIONS_REFUSED("Failed connects: the server refused the credentials, or nobody answered its questions"),
    HOST_KEYS_REFUSED("Failed connects: the host key was not accepted"),
    REUSES("Pool hits: handles on a connection that was already open"),
    CALLERS_REFUSED("Callers who got no connection, for any reason"),
    LIMITS_HIT("Callers who hit a limit: connections, handles, waiting callers or channels"),
    COMMANDS("Commands that ran"),
    COMMANDS_TIMED_OUT("Commands that were ended by their time-out"),
    COMMANDS_LOST("Commands whose connection was lost"),
    SHELLS("Shells that ran"),
    FILE_SYSTEMS("File systems that applications opened"),
    TRANSFERS("Completed transfers"),
    TRANSFERS_FAILED("Failed or cancelled transfers"),
    FORWARDINGS("Forwarded ports"),
    STREAMS("Streams that applications opened"),
    CLOSED_CONNECTION_LOST("Connections that were lost"),
    CLOSED_EXPLICIT_CLOSE("Connections that the application or an operator closed"),
    CLOSED_SESSION_END("Connections that ended with their session"),
    CLOSED_IDLE_TIMEOUT("Connections that were evicted because they were idle"),
    CLOSED_LIMIT_REACHED("Idle connections whose place another connection of their session took"),
    CLOSED_ZOMBIE_DETECTED("Dead connections that validation detected"),
    CLOSED_PROFILE_CHANGED("Connections whose profile or credential changed"),
    CLOSED_CONTAINER_DESTROYED("Connections whose last lease the container destroyed"),
    CLOSED_POOL_SHUTDOWN("Connections that ended when the adapter stopped, or that the container destroyed just before"),
    /** Counted when a connection closes; the figure adds those of open connections. */
    BYTES_RECEIVED("Bytes of channel data received, open connections included"),
    /** Likewise. */
    BYTES_SENT("Bytes of channel data sent, open connections included");

    private final String description;

    Counter(String description) {
        this.description = description;
    }

    /** For people. */
    public String description() {
        return description;
    }

    /** The name of its figure: that of the constant in the form of attributes, {@code ConnectsFailed}. */
    public String figureName() {
        return figureName(name());
    }

    static String figureName(String constant) {
        return Arrays.stream(constant.split("_")).map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
