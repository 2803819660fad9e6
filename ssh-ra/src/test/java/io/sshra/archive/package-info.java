/** Tests of what is shipped, when it has been packed: tag {@code archive}, run after the phase package. */
package io.sshra.archive;
