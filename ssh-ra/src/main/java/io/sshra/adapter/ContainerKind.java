package io.sshra.adapter;

import jakarta.resource.spi.ConnectionManager;

/** The containers whose pools the adapter knows: what they say when they are exhausted, and how to configure them. */
enum ContainerKind {

    /** That of WildFly and of Quarkus's extension. */
    IRONJACAMAR("org.jboss.jca.", "IJ000655", "max-pool-size",
            "add <security><application/></security> to the connection definition, or <security-domain-and-application> if the container signs on"),
    OPEN_LIBERTY("com.ibm.", "J2CA1010E", "maxPoolSize of the <connectionManager>",
            "raise maxPoolSize of the <connectionManager>, or set it to 0 for no limit"),
    /** That of Payara, too. */
    GLASSFISH("com.sun.", "max-pool-size", "max-pool-size of the connector connection pool",
            "raise max-pool-size of the connector connection pool, and leave match-connections at true"),
    TOMEE("org.apache.", "No ManagedConnections available", "poolMaxSize of the resource",
            "raise poolMaxSize of the resource, and set its allConnectionsEqual to false"),
    OTHER("", null, "the largest size of its pool", "let its pool hold more connections, and match them by request");

    private final String packages;
    private final String exhausted;
    private final String size;
    private final String keys;

    /**
     * @param packages  what the name of its connection manager's class begins with
     * @param exhausted what the message of its exception contains when the time-out for a connection has passed; null if unknown
     * @param size      the setting for the size of its pool
     * @param keys      what to configure so that it keeps connections of several keys
     */
    ContainerKind(String packages, String exhausted, String size, String keys) {
        this.packages = packages;
        this.exhausted = exhausted;
        this.size = size;
        this.keys = keys;
    }

    static ContainerKind of(ConnectionManager manager) {
        return of(manager.getClass().getName());
    }

    static ContainerKind of(String name) {
        for (ContainerKind kind : values()) {
            if (name.startsWith(kind.packages)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** Whether this is how any of them says that its pool is exhausted. */
    static boolean isExhausted(String message) {
        for (ContainerKind kind : values()) {
            if (message != null && kind.exhausted != null && message.contains(kind.exhausted)) {
                return true;
            }
        }
        return false;
    }

    /** The setting for the size of its pool. */
    String size() {
        return size;
    }

    /** What to configure so that it keeps connections of several keys: a clause that begins with a verb. */
    String keys() {
        return keys;
    }
}
