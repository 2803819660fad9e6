/**
 * Small things that every part uses, each once: the clock, time limits, threads, wildcards. Depends on the JDK only.
 */
package io.sshra.base;
