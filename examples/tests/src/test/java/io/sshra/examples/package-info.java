/** The examples, as somebody who tries them runs and calls them. */
package io.sshra.examples;
