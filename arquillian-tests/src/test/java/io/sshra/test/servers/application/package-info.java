/** The application that the contract tests deploy in each server. It uses Jakarta EE and the API of the adapter, and nothing of a server. */
package io.sshra.test.servers.application;
