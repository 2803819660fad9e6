package io.sshra.ssh;

import io.sshra.SshPromptRequest;
import java.util.List;
import java.util.function.Consumer;

/**
 * Questions of a server that somebody has to answer before the connect goes on.
 *
 * @param target  who asks, {@code user@host:port}
 * @param request the questions
 * @param reply   takes an answer for each prompt, which are wiped then, or null for none; called once, on any thread
 */
public record PendingPrompt(String target, SshPromptRequest request, Consumer<List<char[]>> reply) {
}
