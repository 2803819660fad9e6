package io.sshra.adapter;

import io.sshra.log.AdapterLog;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConnectionManager;
import java.util.List;
import java.util.stream.Stream;

/** The containers whose pools the adapter knows: what they say when they are exhausted, and how to configure them. */
enum ContainerKind {

    /** That of WildFly and of Quarkus's extension. Its background validation drops leases, and an error event would be a stack trace in the log. */
    IRONJACAMAR("org.jboss.jca.", List.of("IJ000655"), "max-pool-size",
            "add <security><application/></security> to the connection definition, or <security-domain-and-application> if the container signs on",
            false, null),
    /** An error event makes it drop its whole pool, unless it is configured otherwise. */
    OPEN_LIBERTY("com.ibm.", List.of("J2CA1010E"), "maxPoolSize of the <connectionManager>",
            "raise maxPoolSize of the <connectionManager>, or set it to 0 for no limit", false,
            "leases of ended sessions take places in the pool until maxIdleTime, and nobody gets them: set maxPoolSize to 0. A handle is closed at the"
                    + " end of the servlet's or bean's call that took it, unless autoCloseConnections is false"),
    /** That of Payara, too, whose exception for an exhausted pool has other words. */
    GLASSFISH("com.sun.", List.of("No available resource", "max-pool-size"), "max-pool-size of the connector connection pool",
            "raise max-pool-size of the connector connection pool, and leave match-connections at true", true, null),
    TOMEE("org.apache.", List.of("No ManagedConnections available"), "poolMaxSize of the resource",
            "raise poolMaxSize of the resource, and set its allConnectionsEqual to false", true,
            "only applications in the same EAR see the adapter's classes"),
    /** Any name begins with its empty one. */
    OTHER("", List.of(), "the largest size of its pool", "let its pool hold more connections, and match them by request", false, null);

    private final String packages;
    private final List<String> exhausted;
    private final String size;
    private final String keys;
    private final boolean dropsOne;
    private final String otherwise;

    /**
     * @param packages  what the names of its classes begin with
     * @param exhausted what the message of its exception contains when the time-out for a connection has passed; one of these
     * @param size      the setting for the size of its pool
     * @param keys      what to configure so that it keeps connections of several keys
     * @param dropsOne  see {@link #dropsOneLeaseAtAnError}
     * @param otherwise what is otherwise there than in WildFly and can't be changed; null for nothing
     */
    ContainerKind(String packages, List<String> exhausted, String size, String keys, boolean dropsOne, String otherwise) {
        this.packages = packages;
        this.exhausted = exhausted;
        this.size = size;
        this.keys = keys;
        this.dropsOne = dropsOne;
        this.otherwise = otherwise;
    }

    static ContainerKind of(ConnectionManager manager) {
        return of(manager.getClass().getName());
    }

    /** It is unknown for WildFly, whose bootstrap context is not IronJacamar's. */
    static ContainerKind of(BootstrapContext context) {
        return of(context.getClass().getName());
    }

    static ContainerKind of(String name) {
        return Stream.of(values()).filter(kind -> name.startsWith(kind.packages)).findFirst().orElseThrow();
    }

    /** Whether this is how any of them says that its pool is exhausted. */
    static boolean isExhausted(String message) {
        return message != null && Stream.of(values()).flatMap(kind -> kind.exhausted.stream()).anyMatch(message::contains);
    }

    /** The setting for the size of its pool. */
    String size() {
        return size;
    }

    /** What to configure so that it keeps connections of several keys: a clause that begins with a verb. */
    String keys() {
        return keys;
    }

    /**
     * Whether it has no background validation, and drops exactly the lease that CONNECTION_ERROR_OCCURRED names, with one line in the log at
     * most. Such a container also keeps a place of its pool for a lease whose {@code getConnection} has failed until it gets this event.
     */
    boolean dropsOneLeaseAtAnError() {
        return dropsOne;
    }

    /** Logs what is otherwise there, if anything is. */
    void report() {
        if (otherwise != null) {
            AdapterLog.LOG.otherwiseHere(otherwise);
        }
    }
}
