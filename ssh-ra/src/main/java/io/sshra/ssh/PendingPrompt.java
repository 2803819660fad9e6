package io.sshra.ssh;

import io.sshra.SshPromptRequest;
import java.util.List;
import java.util.function.Consumer;

/**
 * Questions of a server that a person has to answer before the connect goes on.
 *
 * @param target  who asks, {@code user@host:port}
 * @param request the questions
 * @param reply   takes one answer for each prompt and wipes them, or null for none; called once, on any thread
 */
public record PendingPrompt(String target, SshPromptRequest request, Consumer<List<char[]>> reply) {
}
