package io.sshra;

/**
 * One question of a server (RFC 4256 section 3.2).
 *
 * @param text as the server sends it; may have any characters, including control characters
 * @param echo whether the answer may be shown while it is typed
 * @since 1.0
 */
public record SshPrompt(String text, boolean echo) {
}
