package io.sshra.cdi;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Injects an {@link io.sshra.SshConnection} to a profile, for the user who has logged in.
 *
 * <pre>{@code
 * @Inject @Ssh("web-1") SshConnection web;
 * }</pre>
 *
 * <p>The injected object can be used by any number of users and threads at the same time, also in a singleton: each call goes to the
 * connection of the current user in the current HTTP session or request. It connects at the first use. What it opens
 * (processes, shells, file systems, forwardings) ends with the request at the latest. {@code close()} ends it earlier, and the next use starts anew.
 *
 * <p>Besides the exceptions of the connection and of {@link io.sshra.SshConnectionFactory#getConnection(io.sshra.SshConnectionSpec)}, methods throw
 * {@link io.sshra.SshInputException} with {@link io.sshra.SshErrorCode#NO_CALLER} if nobody has logged in, and with
 * {@link io.sshra.SshErrorCode#NOT_IN_REQUEST} where there is no HTTP session or no request.
 *
 * @since 1.0
 */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface Ssh {

    /** The name of the profile. */
    @Nonbinding
    String value();

    /** What the connection ends with. */
    @Nonbinding
    SshScope scope() default SshScope.HTTP_SESSION;

    /**
     * The JNDI name of the connection factory. By default, it is the application's bean of the type
     * {@link io.sshra.SshConnectionFactory}, if there is one, and otherwise {@value io.sshra.cdi.SshHttpSession#DEFAULT_FACTORY}.
     */
    @Nonbinding
    String factory() default "";
}
