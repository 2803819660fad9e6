package io.sshra.cdi;

/**
 * Says on whose behalf connections are used. An application that does not log in its users by the container has one bean of this type. By
 * default, it is the caller of the HTTP request, or of the enterprise bean where there is no HTTP request.
 *
 * @since 1.0
 */
public interface SshUser {

    /** The name of the current user; null or empty if nobody has logged in. Called for each use of an injected connection. */
    String name();
}
