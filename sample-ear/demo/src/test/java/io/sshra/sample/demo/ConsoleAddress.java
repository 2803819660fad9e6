package io.sshra.sample.demo;

/** Where a console is. */
interface ConsoleAddress {

    /** With a slash at the end. */
    String address();
}
