/**
 * Contract tests of the adapter in application servers: what each server must give to an application and to the adapter. A server
 * runs in its own process, with the configuration that {@code docs/servers} has for it. The tests are on the client's side; the
 * application is in the subpackage.
 */
package io.sshra.test.servers;
