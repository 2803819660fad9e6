/** Starts and stops the servers that the sample needs. Not part of the application. */
package io.sshra.sample.demo;
