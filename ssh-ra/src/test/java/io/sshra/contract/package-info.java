/**
 * What the API promises, as tests that the adapter and the fake of {@code ssh-ra-testing} both pass. That module compiles this package,
 * too, so it uses the API and nothing of the adapter.
 */
package io.sshra.contract;
