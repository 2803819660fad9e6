package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    @Test
    void profilesAreTheHostLinesWithoutWildcards() {
        assertThat(ProfileNames.of(List.of("# Host no", "Host web-1 web-2", "  HostName x", "host=\"db\"", "Host *", "Host !a b?",
                "Host web-1"))).containsExactly("web-1", "web-2", "db");
    }

    @Test
    void requestsThatOtherSitesMakeABrowserSendAreRefused() {
        assertThat(PageGuard.isOwn("POST", "http://127.0.0.1:8080", "same-origin", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", null, null, "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("GET", null, "cross-site", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", "http://evil.example", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", "http://127.0.0.1:8080", "cross-site", "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", "http://127.0.0.1:8081", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", "null", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", "not a uri", null, "127.0.0.1:8080")).isFalse();
    }

    @Test
    void everyVisitIsASessionOfItsOwn() {
        assertThat(new Visit().session()).isNotEqualTo(new Visit().session());
    }
}
