/** What the tests of a cluster deploy on each node besides {@code application}: an application with distributable HTTP sessions. */
package io.sshra.test.servers.clustered;
