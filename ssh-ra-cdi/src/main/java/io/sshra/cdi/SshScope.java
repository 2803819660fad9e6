package io.sshra.cdi;

/**
 * What an injected connection ends with.
 *
 * @since 1.0
 */
public enum SshScope {

    /**
     * The HTTP session. All requests of one HTTP session share the connection to a profile; it ends with that HTTP session, by log-out or
     * time-out.
     */
    HTTP_SESSION,

    /**
     * The request: an HTTP request, an invocation of an asynchronous method, a time-out of an EJB timer. It has connections of its own, which
     * end with it.
     */
    REQUEST
}
