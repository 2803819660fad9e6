/** The fake, and what it promises beyond the API. */
package io.sshra.fake;
