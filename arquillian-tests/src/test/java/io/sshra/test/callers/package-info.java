/** An application whose callers log in, for the tests of the default user. */
package io.sshra.test.callers;
