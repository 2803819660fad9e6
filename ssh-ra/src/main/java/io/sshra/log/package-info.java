/** What an operator reads: every message with its code, level and stable text. May use the API; everything may use it. */
package io.sshra.log;
