package io.sshra.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final String JSON = "application/json;charset=UTF-8";

    @Test
    void requestsThatOtherSitesMakeABrowserSendAreRefused() {
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8080", "same-origin", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", JSON, null, null, "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("GET", null, null, "cross-site", "127.0.0.1:8080")).isTrue();
        assertThat(PageGuard.isOwn("POST", JSON, "http://evil.example", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8080", "cross-site", "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "http://127.0.0.1:8081", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "null", null, "127.0.0.1:8080")).isFalse();
        assertThat(PageGuard.isOwn("POST", JSON, "not a uri", null, "127.0.0.1:8080")).isFalse();
    }

    @Test
    void postsWithoutJsonAreRefused() {
        for (String type : new String[] {null, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"}) {
            assertThat(PageGuard.isOwn("POST", type, null, null, "localhost")).as(type).isFalse();
        }
    }

    /** PUT takes bytes only, and other methods take no bytes. A form of another site can send neither. */
    @Test
    void onlyPutTakesBytes() {
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", null, "same-origin", "localhost")).isTrue();
        assertThat(PageGuard.isOwn("POST", "application/octet-stream", null, "same-origin", "localhost")).isFalse();
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", "http://evil.example", null, "localhost")).isFalse();
        assertThat(PageGuard.isOwn("PUT", "application/octet-stream", null, "cross-site", "localhost")).isFalse();
        for (String type : new String[] {null, "text/plain", "multipart/form-data", "application/octet-streams", JSON}) {
            assertThat(PageGuard.isOwn("PUT", type, null, null, "localhost")).as(type).isFalse();
        }
    }

    /** A site whose name resolves to this machine has the same origin as its requests; only the name reveals it. */
    @Test
    void theConsoleRefusesHostNamesThatOthersControl() {
        for (String own : List.of("127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080", "192.168.1.2")) {
            assertThat(PageGuard.isNameOfThis(own, "")).as(own).isTrue();
        }
        for (String other : new String[] {null, "", "evil.example:8080", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example"}) {
            assertThat(PageGuard.isNameOfThis(other, "")).as(other).isFalse();
        }
        assertThat(PageGuard.isNameOfThis("console.example:8080", "a, console.example")).isTrue();
    }

    @Test
    void everyVisitHasItsOwnSession() {
        assertThat(new Visit("alice", Set.of(), "").session()).isNotEqualTo(new Visit("alice", Set.of(), "").session());
    }

    /** What {@code ssh-keygen -lv} prints for this key. */
    @Test
    void aFingerprintIsDrawnAsSshDrawsIt() {
        assertThat(Randomart.of("ED25519 256", "SHA256:CwihCwOjjXDi/RYpjmrTLcuwdykpKnW1Y7PXh1WdQtA")).isEqualTo("""
                +--[ED25519 256]--+
                |= o        .o    |
                |=B..  .      E   |
                |*.oo o      .  ..|
                |.oo.o.o      ....|
                |.. ..+..S    ..  |
                |. o + =. .  .    |
                |.= +.o.+.. o     |
                |o.=+oo. . o .    |
                |+.ooo  .   .     |
                +----[SHA256]-----+
                """);
    }
}
