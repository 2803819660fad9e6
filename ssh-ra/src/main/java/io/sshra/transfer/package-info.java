/**
 * Transfers of files and trees from one file system to another: complete under the final name or not there at all.
 *
 * <p>Knows the API, time limits and {@link java.nio.file}; neither SFTP nor connections.
 */
package io.sshra.transfer;
