package io.sshra.sample.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void peopleSeeExactlyWhatIsAskedFor() {
        Arguments run = new Arguments(Map.of("profile", "web-1", "argv", List.of("rm", "-rf", "a b", "it's", "\u001b[2J"), "stdin", "x\n", "wait", 5));
        assertThat(run.profiles()).containsExactly("web-1");
        assertThat(run.asked()).isEqualTo("rm -rf 'a b' 'it'\\''s' '\\u001b[2J'\nstdin: x\n");
        Arguments copy = new Arguments(Map.of("from_profile", "web-1", "from_path", "/a", "to_profile", "web-2", "to_path", "/b"));
        assertThat(copy.profiles()).containsExactly("web-1", "web-2");
        assertThat(copy.asked()).isEqualTo("from_path: /a\nto_path: /b");
        assertThat(new Arguments(null).asked()).isEmpty();
    }

    @Test
    void whatAClientSaysOfItselfIsShownAsFarAsItIsText() {
        Map<String, Object> claude = Map.of("clientInfo", Map.of("name", "cl\u001baude", "version", "2"), "capabilities", Map.of("elicitation", Map.of("url", Map.of())));
        assertThat(ClientOfAgent.of(claude)).isEqualTo(new ClientOfAgent("cl\\u001baude 2", true));
        assertThat(ClientOfAgent.of(Map.of("clientInfo", 3, "capabilities", Map.of("elicitation", Map.of("form", Map.of()))))).isEqualTo(new ClientOfAgent("", false));
        assertThat(ClientOfAgent.of(null)).isEqualTo(new ClientOfAgent("", false));
    }
}
