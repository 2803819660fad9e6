/**
 * Injected SSH connections: {@link io.sshra.cdi.Ssh}. Their session in the adapter ends with the HTTP session or with the request.
 *
 * <p>The jar belongs into {@code WEB-INF/lib}, where the adapter's classes are visible.
 */
package io.sshra.cdi;
