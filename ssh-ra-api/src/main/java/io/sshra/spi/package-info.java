/**
 * For modules that connect the adapters of several servers, such as {@code ssh-ra-cluster}. Applications do not need it.
 *
 * <p>Only types of the JDK and of the API cross it, so the adapter needs no class of a group service, and such a module needs no class of
 * the adapter.
 *
 * @since 1.0
 */
@NullMarked
package io.sshra.spi;

import org.jspecify.annotations.NullMarked;
