/** An application whose connections are injected. */
package io.sshra.test.injected;
