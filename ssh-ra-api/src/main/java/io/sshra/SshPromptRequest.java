package io.sshra;

import java.util.List;

/**
 * Questions that a server asks together (RFC 4256 section 3.2). The server chooses the texts: they may have any characters,
 * including control characters.
 *
 * @param name        of the request; may be empty
 * @param instruction may be empty
 * @param prompts     in order; not empty
 * @since 1.0
 */
public record SshPromptRequest(String name, String instruction, List<SshPrompt> prompts) {

    public SshPromptRequest {
        prompts = List.copyOf(prompts);
    }
}
