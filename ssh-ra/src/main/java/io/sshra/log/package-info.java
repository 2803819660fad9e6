/** The log messages for operators, each with its code, level and stable text. May use the API; everything may use this package. */
package io.sshra.log;
