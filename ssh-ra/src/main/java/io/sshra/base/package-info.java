/**
 * Small things that every part uses, each once: the clock, threads, wildcards. Depends on the JDK only.
 */
package io.sshra.base;
