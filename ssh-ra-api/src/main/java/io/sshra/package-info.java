/**
 * The API that applications compile against: managed SSH connections, looked up in JNDI and closed by try-with-resources.
 * It depends only on {@code jakarta.resource-api} and the annotations of JSpecify, never on the adapter, the SSH library or the container.
 *
 * <p><b>Values</b> are immutable and valid. What one call makes has {@code with…} methods, each of which returns another value: commands,
 * terminals, options of transfers, algorithms, identities. What is made of several parts has {@code builder()} and {@code toBuilder()}:
 * specs, targets, results, infos. Each option can be set back to its default: a switch by {@code false}, an optional part by null, the
 * others by the constant or value that the documentation names.
 *
 * <p><b>Exceptions.</b> A mistake of the program is an {@link IllegalArgumentException} with a message that says what to give instead,
 * thrown where the value is made. Null is one, except where the documentation allows it. Everything that a correct program can meet is an
 * {@link io.sshra.SshException}, which is checked.
 *
 * <p><b>Null</b> is neither taken nor returned, except where {@code @Nullable} (JSpecify) says so. The annotations are not needed at run time.
 *
 * @since 1.0
 */
@NullMarked
package io.sshra;

import org.jspecify.annotations.NullMarked;
