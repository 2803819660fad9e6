/**
 * Transfers of files and trees from one file system to another: complete under the final name, or not there at all.
 *
 * <p>Uses the API, time limits and {@link java.nio.file}; does not depend on SFTP or connections.
 */
package io.sshra.transfer;
