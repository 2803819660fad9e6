/** Starts what it takes to try the sample, and stops it. Not part of the application. */
package io.sshra.sample.demo;
