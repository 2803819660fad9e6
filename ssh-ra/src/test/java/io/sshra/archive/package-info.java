/** Tests of the packaged archive: tag {@code archive}, run after the phase package. */
package io.sshra.archive;
